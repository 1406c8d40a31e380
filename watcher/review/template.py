"""The operator's page: its markup, style and few lines of script. Values are put in by ``page``, escaped."""

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --faint: #5c5c5c; --line: #d4d4d4; --box: #f4f4f2; --link: #1d4f9f;
  --go: #1f6b3a; --stop: #9b2c1f; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; --ink: #ececec; --faint: #a8a8a8; --line: #444; --box: #232323;
  --link: #8ab4f8; --go: #2e8b4f; --stop: #c1493a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 48rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 1rem; margin: 0 0 1rem; color: var(--faint); font-weight: 600; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .35rem .75rem; margin: 0 0 1rem; }
dt { color: var(--faint); }
dd { margin: 0; }
blockquote { margin: 0 0 1rem; padding: .6rem .9rem; border-left: 4px solid var(--line); background: var(--box); }
blockquote cite { display: block; margin-top: .4rem; font-style: normal; font-size: .9rem; color: var(--faint); }
.box { border: 1px solid var(--line); border-radius: 6px; padding: .75rem .9rem; margin: 0 0 1rem; }
.problem { border-color: var(--stop); border-width: 2px; }
pre { margin: .5rem 0; padding: .6rem; background: var(--box); white-space: pre-wrap; font-size: .85rem; }
form { margin: 0; }
label { display: block; margin: .6rem 0 .2rem; }
label.check { display: flex; gap: .5rem; align-items: baseline; }
input[type=text], select { width: 100%; font: inherit; padding: .45rem; border: 1px solid var(--faint);
  border-radius: 4px; background: var(--paper); color: var(--ink); }
button, .button { display: inline-block; font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.1rem;
  border-radius: 4px; border: 1px solid var(--faint); background: var(--box); color: var(--ink); cursor: pointer;
  text-decoration: none; }
button.go { background: var(--go); border-color: var(--go); color: #fff; }
button.stop { background: var(--stop); border-color: var(--stop); color: #fff; margin-top: .75rem; }
button.plain { margin-top: .75rem; }
summary { cursor: pointer; font-weight: 600; min-height: 1.75rem; }
kbd { font: .8rem ui-monospace, monospace; border: 1px solid currentColor; border-radius: 3px; padding: 0 .3rem; margin-left: .3rem;
  opacity: .75; }
.hint { color: var(--faint); font-size: .9rem; margin: .35rem 0 0; }
ol { padding-left: 1.5rem; }
li { margin-bottom: .4rem; }
li span { color: var(--faint); }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
"""

SCRIPT = """
document.addEventListener("keydown", function (event) {
  var at = event.target.tagName;
  if (event.ctrlKey || event.metaKey || event.altKey || at === "INPUT" || at === "TEXTAREA" || at === "SELECT") return;
  var found = document.querySelector('[data-key="' + (/^[arvsu]$/.test(event.key) ? event.key : "") + '"]');
  if (!found) return;
  event.preventDefault();
  if (found.tagName !== "DETAILS") { found.click(); return; }
  found.open = true;
  found.querySelector("input[type=text], select, button").focus();
});
"""

PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ heading }} Review, Planwatch</title>
<style>{{ style|safe }}</style>
<script>{{ script|safe }}</script>
</head>
<body>
{%- macro begin(what) %}<form method="post" action="decide">
<input type="hidden" name="item" value="{{ item.id if item else '' }}"><input type="hidden" name="seen" value="{{ seen }}">
<input type="hidden" name="do" value="{{ what }}">{% endmacro %}
{%- macro address(url) %}
{%- if web(url) %}<a href="{{ url }}" target="_blank" rel="noopener noreferrer">{{ url }}</a>{% else %}{{ url }}{% endif %}
{%- endmacro %}
<header><h1>Planwatch review: {{ count }}</h1></header>
<main>
{%- if problem %}
<div class="box problem" role="alert">{{ problem }}</div>
{%- endif %}
{%- if last %}
<div class="box" role="status">
<strong>Written into {{ last.path }}</strong>
<pre>{{ last.lines|join('\\n') }}</pre>
{{ begin('undo') }}<button data-key="u">Undo<kbd aria-hidden="true">u</kbd></button></form>
</div>
{%- endif %}
{%- if item %}
<h2>{{ heading }}</h2>
<dl>
{%- for label, text in rows %}
<dt>{{ label }}</dt><dd>{{ address(text) if label in ('Address', 'Stated') else text }}
{%- if label == 'Read' and item.sha256 %} (<a href="kept/{{ item.sha256 }}">as it was read</a>){% endif %}</dd>
{%- endfor %}
</dl>
{%- if passage %}
<blockquote cite="{{ item.document.url if web(item.document.url) else '' }}">{{ passage }}
<cite>{{ address(item.document.url) }}</cite></blockquote>
{%- endif %}
{%- if accepting %}
<div class="box">
{%- if can_accept %}
{{ begin('accept') }}<button class="go" data-key="a">Accept<kbd aria-hidden="true">a</kbd></button></form>
{%- endif %}
<p class="hint">{{ accepting }}</p>
</div>
{%- endif %}
{%- if rejecting %}
<details class="box" data-key="r"{{ ' open' if typed.get('do') == 'reject' }}>
<summary>Reject<kbd aria-hidden="true">r</kbd></summary>
{{ begin('reject') }}
{%- if needs_reason %}
<label for="reason">Why is it not evidence?</label>
<input type="text" id="reason" name="reason" value="{{ typed.get('reason', '') }}" required maxlength="1000" autocomplete="off">
{%- if lesson %}
<label class="check"><input type="checkbox" name="teach" value="{{ lesson.phrase }}"{{ '' if lesson.risk else ' checked' }}>
<span>Also take “{{ lesson.phrase }}” into its not_names: {{ lesson_words }}.</span></label>
{%- else %}
<p class="hint">Its title holds no phrase that tells it from the promise, so its address alone is rejected.</p>
{%- endif %}
{%- else %}
<p class="hint">{{ rejecting }}</p>
{%- endif %}
<button class="stop">Reject</button></form>
</details>
{%- endif %}
<details class="box" data-key="v"{{ ' open' if typed.get('do') == 'rule' }}>
<summary>Rule<kbd aria-hidden="true">v</kbd></summary>
{{ begin('rule') }}
<label for="verdict">Verdict</label><select id="verdict" name="verdict">
{%- for verdict in verdicts %}
<option{{ ' selected' if typed.get('verdict') == verdict.value }}>{{ verdict.value }}</option>{% endfor -%}
</select>
<label for="note">Why?</label>
<input type="text" id="note" name="note" value="{{ typed.get('note', '') }}" required maxlength="4000" autocomplete="off">
<label for="evidence">Addresses of the evidence, parted by blanks</label>
<input type="text" id="evidence" name="evidence" autocomplete="off"
value="{{ typed.get('evidence', item.document.url if is_candidate else '') }}">
<label for="by">For “superseded”: the ids of the promises that took its place</label>
<input type="text" id="by" name="by" value="{{ typed.get('by', '') }}" autocomplete="off">
<button class="plain">Rule</button></form>
</details>
<p><a class="button" href="./?item={{ next|urlencode if next else '' }}" data-key="s">Skip<kbd aria-hidden="true">s</kbd></a></p>
{%- else %}
<h2>Nothing {{ 'more ' if last }}waits.</h2>
{%- endif %}
{%- for words in unruled %}
<p class="hint">{{ words }}</p>
{%- endfor %}
{%- if others %}
<h3>Everything that waits</h3>
<ol>
{%- for other in others %}
<li>{% if item and other.id == item.id %}<strong>{{ other.title }}</strong>
{%- else %}<a href="./?item={{ other.id|urlencode }}">{{ other.title }}</a>{% endif %}
<span>for {{ other.promise }}</span></li>
{%- endfor %}
</ol>
{%- endif %}
</main>
</body>
</html>
"""
