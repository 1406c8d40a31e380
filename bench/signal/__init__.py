"""How right the judgement is: dates, wording, titles and page histories, each beside plain baselines."""
