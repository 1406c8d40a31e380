"""The words of the ladders, 0 the firmest rung. Data, in patterns for small letters.

One alternative between bars or to a line. ``*`` after a verb stands for its forms ("publish~": publishes, published,
publishing), ``{not}`` for a denial that may follow, ``{own}`` for whose aim it is. Half rungs part what one plan ranks and
another takes for the same.
"""

from __future__ import annotations

from collections.abc import Mapping

Rungs = Mapping[float, str]

PATTERNS = {
    "not": r"(?: not(?! only\b)(?! just\b)(?! merely\b)| never| no longer|n't)?",
    "own": r"(?:our|its|my|the (?:government|department|minister|council)'s|(?<=is )the|(?<=is )an?) (?:\w+ )?",
    "be": r"(?:is|are|be|was|were|remains?)(?: \w+ly| also| still| now| all)?",
    "we": r"(?:(?<=we )|(?<=they )|(?<=[^i]s )|(?<=also )|(?<=still )|(?<=now ))",
    "apt": r"(?:possible|appropriate|practicable|feasible|needed|necessary|available|relevant|suitable|affordable|reasonable|"
    r"permitted|practical)",
    "means": r"(?:funding|resources?|time|capacity|budgets?|money|finances|staffing|funds|circumstances|demand)",
    "one": r" (?:family|child|pupil|parent|school|college|council|setting|provider|trust|area|young person)",
    "area": r"(?:areas?|regions?|places?|sites?|councils?|authorit(?:y|ies)|schools?|communit(?:y|ies))",
}

COMMITMENT: Rungs = {
    6: r"""
        need not | needn't | {be} not (?:required|obliged|expected|bound) to | (?:do|does|will|did) not (?:have|need) to
        no (?:need|duty|requirement|obligation) (?:to|on) | (?:don't|doesn't|won't|didn't) (?:have|need) to""",
    5: r"""
        consider(?:s|ing|ed)? | reconsider~ | revisit(?:s|ing)?(?= (?:the|our|its|this|that|whether|how)\b)
        think(?:ing)? (?:about|again|through)
        (?:keep|keeps|keeping|kept)\b[^.;]{0,60}? under review | giv(?:e|es|ing|en) [^.,;]{0,30}?(?:consideration|thought)
        reflect~ on | weigh~ up | {be} (?:minded to|open to(?= \w+ing\b| the (?:idea|possibility|suggestion|case)))
        bear~ [^.,;]{0,30}?in mind
        (?:one|some) of (?:the|several|many|a number of) options | among the options | an option(?= for| to| that|[.,]| we)
        muse~ on | (?:the )?possibility of | in discussions? (?:about|on|with) | mull~ | debate~ whether
        discuss~ (?:whether|how|options)""",
    4: r"""
        explor(?:e|es|ing|ed) | look(?:s|ing)? (?:at|into|again at|carefully at|closely at) | (?<=be )looked (?:at|into)
        examin(?:e|es|ing|ed)(?! officer) | investigat(?:e|es|ing|ed) | may{not} | might{not} | could{not} | can{not} | cannot
        {be} (?:allowed|permitted|free) to | (?:allow|permit)(?:s|ing)?(?= \w+ to| \w+ \w+ to)
        study(?:ing)? (?:the|how|whether) | (?:assess|test|review|evaluat|research|establish|gaug)(?:e|es|ing)? (?:whether|if)
        (?:assess|test|review|evaluat|research|establish|gaug)(?:e|es|ing)? the (?:case|feasibility|scope|options|need)
        (?:the )?feasibility of | options? for""",
    3: r"""
        aim(?:s|ing)? (?:to|for|at) | hop(?:e|es|ing) (?:to|that)? | {be} hoped | seek(?:s|ing)?(?: to)?
        (?:aspir|endeavour|striv|attempt|try|tri)(?:e|es|s|ing)? to | (?:want|wish)(?:es|s|ing)?(?: to)? | would like(?: to)?
        \w+'d like(?: to)?
        {own}(?:[\w-]+ )?(?:ambition|aim|hope|aspiration|goal|wish|vision|desire|hopes|aims|ambitions) (?:is|to|that|of|for|remains)
        {be} (?:ambitious|keen|eager|ready|prepared|willing) (?:to|for|that) | look~ forward to | invit(?:e|es|ing)
        urg(?:e|es|ing) | encourag(?:e|es|ing|ed)(?: to)? | {be} (?:invited|urged|discouraged)(?: to)? | discourag(?:e|es|ing)
        (?:best|reasonable|every) (?:endeavours|efforts?) to | work(?:s|ing)?(?: hard)? to(?= [a-z])
        do (?:our|their|its|the) best to
        do (?:what|all|everything) (?:we|they|it) can to | look(?:s|ing)? to(?= [a-z])
        would(?! like){not} | targets? to | in the hope""",
    2: r"""
        inten(?:d|ds|ding) (?:to|that) | {own}(?:intention|plan|expectation|intent)s? (?:is|to|that|of|remains)
        {be} (?:planning|proposing) to | plans to | {we}plan to | expect(?:s|ing)?(?: (?:to|that))?
        {be} (?:expected|due|set|likely|meant|scheduled|planned|intended)(?: to)? | should{not} | ought(?: not)? to
        propos(?:e|es) (?:to|that) | recommend(?:s|ed|ing)? | advis(?:e|es|ed|ing)(?= \w+ to| \w+ \w+ to| that)
        {be} (?:asked|advised|recommended) to | ask(?:s|ing)?(?= \w+ to| \w+ \w+ to) | anticipat(?:e|es|ing)""",
    1: r"""
        (?:is|are|am|we're|remain|remains|be) (?:\w+ly |also |still )?committed to
        (?:have|has) (?:committed|agreed|decided|resolved) to
        commit(?:s|ting)? to | (?:a |our |its |the )?(?:\w+ )?commitment to""",
    0: r"""
        will{not} | \w+'ll{not} | won't | must{not} | mustn't | shall{not} | shan't
        {be} (?:legally )?(?:required|obliged|bound|compelled)(?: to)? | (?:has|have|had) to | requir(?:e|es|ing)
        guarante(?:e|es|eing|ed) | mandat(?:e|es|ing|ed) | (?:is|are) to be
        (?<!aims )(?<!objectives )(?<!goals )are to(?= [a-z])
        (?:has|have) (?:a|the) (?:legal |statutory )?(?:duty|right|obligation) to | {be} entitled to | (?:is|are) going to
        (?:oblig|compel|forbid|prohibit|forc)(?:e|es|s|ing|led|ling)? | (?:promis|pledg|vow)(?:e|es|s|ing|ed) to
        undertak(?:e|es|ing) to | {be} under a duty to | (?:insist|demand)(?:s|ing)? (?:on|that)""",
}
"""How firmly something is intended, promised or demanded."""

ACTION: Rungs = {
    0: r"""
        publish~ | deliver~ | introduce~ | legislate~ | implement~ | roll\w*(?: [^.,;]{0,40}?)?[ -]out | launch~ | establish~
        ensure~ | mak(?:e|es|ing) sure | make~ | create~ | set(?:s|ting)? up | open~ | build~ | built | provide~ | fund~
        issue~ | complete~ | appoint~ | invest~ | recruit~ | train~ | lay(?:s|ing)? | laid | require~ | guarantee~ | replace~
        reform~ | enact~ | enforce~ | put(?:s|ting)? | bring~ | end(?:s|ed|ing)? | ban~ | pay(?:s|ing)? | paid | expand~
        extend~ | give~ | appl(?:y|ies|ied) | act(?:s|ed|ing)? | abolish~ | cap~ | write~ into law | install~ | hire~
        eliminate~ | eradicate~ | stop~ | halve~ | clear~ | (?:hold|held)\w* (?:[^.,;]{0,30} )?to account""",
    1: r"""
        develop~ | design~ | pilot~ | test~ | trial~ | prepare~ | draft~ | scope~ | scoping | plan(?:s|ned|ning)? | refine~
        consult~ | prototype~ | (?:begin|began|beginning|start|starts|started|starting)(?: to| work| developing)?
        reduce~ | lower~ | lessen~ | minimise~ | ease~ | curb~ | tackle~ | address~ | combat~ | cut~ | bring~ [^.,;]{0,40}?down""",
    2: r"""
        work(?:s|ed|ing)? (?:\w+ ){0,5}?towards? | mov(?:e|es|ed|ing) towards? | support~ | promote~ | help~ | assist~
        facilitate~ | share~ | discuss~ | engage~ | work(?:s|ed|ing)? (?:\w+ ){0,2}?(?:with|alongside|together) | contribute~
        champion~ | accept~ | welcome~ | enable~ | foster~ | highlight~ | monitor~ | advise~ | on hand | available to
        stand(?:s|ing)? ready | take steps | raise awareness | remind~""",
    3: r"note(?:s|d)? | acknowledge~ | listen~ | recognise~ | sympathise~ | agree(?:s|d)? in principle",
}
"""What is done: made and in force, made ready, furthered, or only noticed."""

QUANTITY: Rungs = {
    0: r"""
        all(?! of (?:this|that)\b) | any(?= \w+ who\b|{one} that\b) | every(?! other\b) | each | everyone | everybody | in full
        fully | entire(?:ly)?
        whole of | universal(?:ly)? | both | 100 ?(?:%|per cent) | whole""",
    1: r"(?:nearly|almost|virtually) (?:all|every)",
    1.5: r"""
        (?:the |a )?(?:vast |large |great |overwhelming )?majority of
        most(?! (?:\w+ly|important|recent|effective|vulnerable|in need)\b) | mostly | largely""",
    3: r"many | an? (?:\w+ )?(?:number|proportion|range|share) of | (?:large |growing )?numbers of | more and more",
    4: r"""
        some(?! (?:\d|twenty|thirty|forty|fifty|sixty|hundred)) | an? (?:small|limited) (?:number|proportion|range) of | a few
        several | selected | certain | in part | partly | partially | a handful of | a subset of | a minority of | few
        a selection of | limited numbers? of | one of | at least some | eligible""",
}
"""How much of it, or how many of them."""

SCOPE: Rungs = {
    0: r"""
        national(?:ly)?(?! health| audit| curriculum| insurance| lottery) | nation-?wide | country-?wide | england-?wide
        (?:across|throughout|in) (?:the whole of |all of )?(?:england|the country|the nation|the uk) | the whole of england
        (?:in|to|across) (?:all|every|each) (?:local )?(?:areas?|regions?)""",
    1: r"regional(?:ly)?(?! schools) | (?:in|to|across) (?:some|several|certain|selected|a few) regions",
    2: r"""
        local(?:ly)?(?! authorit| area| government| offer| council| inclusion)
        (?:(?:in|to) )?(?:the )?(?:pilot|trailblazer|pathfinder|test) {area}(?: only)?
        (?:in|to|across) (?:some|several|certain|selected|a few|a small number of|a number of|a further \w+) (?:local )?{area}""",
}
"""Where it holds."""

OBLIGATION: Rungs = {
    0: r"""
        mandatory | compulsory | (?<!non-)(?<!non )statutory(?! guidance on) | (?:legally )?binding | obligatory | enforceable
        (?:in|by) law | (?:the |a |legal )?rights? to | entitlements? | entitled(?= to)
        legal(?:ly)?(?= dut| obligation| required| obliged) | unlawful | illegal | dut(?:y|ies)(?= to| on| of|[.,])
        requirements?(?= to| on| for| that|[.,]) | an offence""",
    2: r"""
        recommended | good practice | best practice | expected practice | expectations?(?= that| of| on| to)
        (?<=are )recommendations | (?<=is )a recommendation""",
    3: r"""
        voluntary | optional | non-?statutory | non statutory | advisory | non-?binding | discretionary
        at (?:their|its|the \w+'s) discretion
        on an? (?:voluntary|discretionary|optional|trial|case-by-case|non-statutory) basis
        not (?:mandatory|compulsory|statutory|binding) | indicative | discouraged | guidance only""",
}
"""Whether it binds."""

FREQUENCY: Rungs = {
    0: r"daily | (?:every|each) day",
    1: r"weekly | (?:every|each) week | once a week",
    2: r"fortnightly | (?:every|each) fortnight | every two weeks | twice a month | (?:two|three) times a month",
    3: r"monthly | (?:every|each) month | once a month | (?:ten|eleven|twelve) times a year",
    4: r"every (?:two|2) months | every other month | (?:five|six|seven|eight) times a year | (?:twice|two times) a term",
    5: r"""
        quarterly | (?:every|each) quarter | every (?:three|3|four|4) months | termly | (?:every|each) (?:school )?term
        (?:four|three) times a year | once a term""",
    6: r"(?:twice|two times) (?:a|each|every) year | every (?:six|6) months | six-monthly | twice[- ]yearly | half[- ]yearly",
    7: r"""
        annual(?:ly)?(?! review| report| conference) | yearly | (?:every|each) (?:academic |financial |school )?year
        once a year | every (?:twelve|12) months""",
    8: r"every (?:two|2|other|second) years? | biennial(?:ly)?",
    9: r"every (?:three|four|five|[3-9]) years | triennial(?:ly)?",
    12: r"from time to time | periodic(?:ally)? | occasional(?:ly)? | regular(?:ly)? | as (?:and )?when [^,.;]+",
}
"""How often."""

CONDITION: Rungs = {
    1: r"""
        (?:where|wherever|if|when|whenever|as far as|so far as|as|insofar as) (?:it is |this is |they are |reasonably |still )?{apt}
        (?:where|if|when|as|provided|so long as|as long as) (?:the )?(?:\w+ )?{means} (?:allows?|permits?|remains?)
        (?:where|if|when|as|provided|so long as|as long as) (?:the )?(?:\w+ )?{means} (?:is |are )?(?:available|secured|agreed)
        (?:\w+ )?(?:resources?|funding|time|capacity|budgets?|circumstances) permitting | subject to [^,.;]+
        depending on [^,.;]+ | dependent on [^,.;]+ | conditional (?:up)?on [^,.;]+ | provided that [^,.;]+ | unless [^,.;]+
        in principle | normally | usually | generally | typically | ordinarily
        in (?:some|most|certain|many) (?:cases|circumstances) | potentially | possibly | perhaps | broadly | on request
        within (?:existing|available|current) (?:resources|budgets?|funding)
        where there is (?:\w+ )?(?:demand|need|evidence|a need|a case) | if (?:approved|agreed|successful|there is \w+)
        (?:where|wherever|if|provided|as long as|when) (?:[\w']+ ){1,3}(?:is|are) (?:{apt}|willing|in place|met|secured)
        in exceptional (?:cases|circumstances) | as far as we can | where we can | should \w+ allow
        ideally | preferably | probably | hopefully | in all likelihood""",
    2: r"(?<!as )(?<!even )(?<!ask )(?<!see )(?<!check )if (?!so\b|[^,.;]{0,80}?\byour?\b)[^,.;]+ | provided [^,.;]+",
}
"""Let-outs: what has one is softer than what has none; 2 are those that may only name a case ("if a child moves")."""

COST: Rungs = {
    0: r"""
        free of charge | for free | for nothing | (?:at no|without|no) (?:extra |additional |further )?(?:cost|charge)
        (?<=be )free(?! of| from| to) | (?<=is )free(?! of| from| to) | (?<=are )free(?! of| from| to)
        free(?= (?:training|courses?|places?|advice|support|childcare|meals?|transport|services?|access|equipment|hours)\b)""",
    2: r"at (?:a|half) (?:discount|reduced|price)\w* | subsidised | discounted | at (?:a )?(?:reduced|lower) (?:cost|price|rate)",
    3: r"for a (?:\w+ )?(?:fee|charge) | at a charge | means-tested | costs? £\d[\d,]*(?! ?(?:million|billion|m|bn)\b)",
}
"""What it costs whom it is for."""
