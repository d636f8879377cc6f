// Rehearsing: a timer over the parts of the answer, questions to be asked in any order, a whiteboard drawn stroke by
// stroke. Nothing leaves the browser; marks stay in its storage, and where that is denied, until the page is left.
'use strict';
(() => {
  if (!document.body.classList.contains('rehearsal')) return; // in a site, other pages load it too
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const clock = s => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;
  const button = name => one(`[data-do="${name}"]`);
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const show = (el, block) => el.scrollIntoView({block, behavior: calm.matches ? 'auto' : 'smooth'});
  const announce = text => { one('[role="status"]').textContent = text; };

  // What the browser keeps: a mark for each question, and whether the keys are on.
  const place = 'postmortem-brief:' + document.body.dataset.incident;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(place));
      return {keys: !kept || kept.keys !== false, marks: new Map(Object.entries(kept && kept.marks || {}))};
    } catch { return {keys: true, marks: new Map()}; }
  };
  const kept = read();
  const keep = () => {
    try { localStorage.setItem(place, JSON.stringify({keys: kept.keys, marks: Object.fromEntries(kept.marks)})); } catch { /* denied or full */ }
  };

  // The timer. Time is told by the clock and not by counting ticks, which a hidden tab gets too few of.
  const timer = one('.timer'), length = Number(timer.dataset.length), parts = all('.part'), stretches = all('.stretch'), gone = all('.gone');
  const ends = [];
  for (const part of parts) ends.push((ends.at(-1) || 0) + Number(part.dataset.seconds));
  let saved = 0, since = null, ticking = 0, current = -1, over = false;
  const called = at => (parts[at] ? parts[at].dataset.name : 'The answer');
  const elapsed = () => (saved + (since === null ? 0 : performance.now() - since)) / 1000;

  const mark = at => {
    parts.forEach((part, i) => {
      part.classList.toggle('current', i === at);
      part.classList.toggle('past', at > i);
      if (i === at) part.setAttribute('aria-current', 'step'); else part.removeAttribute('aria-current');
    });
    if (at !== current && at >= 0 && since !== null) {
      if (at > 0) announce(`${called(at)}.`);
      const box = parts[at].getBoundingClientRect();
      if (box.top < timer.offsetHeight || box.bottom > innerHeight) show(parts[at], 'start');
    }
    current = at;
  };
  const tick = () => {
    const s = elapsed();
    one('.elapsed').textContent = clock(s);
    ends.forEach((end, i) => {
      const whole = Number(parts[i].dataset.seconds), done = whole ? Math.min(Math.max(s - end + whole, 0) / whole, 1) : Number(s >= end);
      gone[i].setAttribute('width', done * Number(stretches[i].getAttribute('width')));
    });
    let at = ends.findIndex(end => s < end);
    if (at < 0) at = s < length ? parts.length - 1 : -1;
    const started = s > 0 || since !== null;
    mark(started ? at : -1);
    timer.classList.toggle('over', s >= length);
    const now = one('.now');
    if (!started) now.textContent = 'Ready';
    else if (s >= length) now.textContent = `${clock(s - length)} over`;
    else now.textContent = `${called(at)}, ${clock(Math.max(Math.ceil((parts[at] ? ends[at] : length) - s), 0))} left`;
    if (s >= length && !over && since !== null) announce('Time is up.');
    over = s >= length;
  };
  const run = () => {
    if (since === null) {
      since = performance.now();
      ticking = setInterval(tick, 200);
    } else {
      saved += performance.now() - since;
      since = null;
      clearInterval(ticking);
    }
    button('run').textContent = since === null ? 'Go on' : 'Pause';
    announce(since === null ? `Paused at ${clock(elapsed())}.` : `Started. ${called(Math.max(current, 0))}.`);
    tick();
  };
  const reset = () => {
    clearInterval(ticking);
    saved = 0;
    since = null;
    button('run').textContent = 'Start';
    announce('Back to the start.');
    tick();
  };
  const hide = () => {
    const hidden = button('hide').getAttribute('aria-pressed') !== 'true';
    button('hide').setAttribute('aria-pressed', String(hidden));
    for (const part of parts) part.open = !hidden;
  };

  // The questions. A card is marked as asked once its answer has been unfolded.
  const cards = all('.card'), lists = all('.cards:has(> li > .card)'), homes = cards.map(card => card.closest('ul'));
  const paint = () => {
    let asked = 0, known = 0;
    for (const card of cards) {
      const state = kept.marks.get(card.dataset.card);
      if (state) asked++;
      if (state === 'known') known++;
      card.classList.toggle('known', state === 'known');
      one('.mark', card).textContent = state === 'known' ? '✓ known' : state ? 'asked' : '';
      one('.knew', card).setAttribute('aria-pressed', String(state === 'known'));
    }
    if (cards.length) one('.score').textContent = `${cards.length} questions, ${asked} asked, ${known} known.`;
  };
  const set = (card, state) => {
    if (state) kept.marks.set(card.dataset.card, state); else kept.marks.delete(card.dataset.card);
    keep();
    paint();
  };
  const fold = () => { for (const card of cards) card.open = false; };
  const arrange = (order, mixed) => {
    order.forEach(card => (mixed ? lists[0] : homes[cards.indexOf(card)]).append(card.closest('li')));
    for (const el of all('.unknown')) el.hidden = mixed && lists.length > 1;
    for (const el of all('.hardest')) el.hidden = mixed;
  };
  const shuffle = () => {
    const order = [...cards];
    for (let i = order.length - 1; i > 0; i--) {
      const k = Math.floor(Math.random() * (i + 1));
      [order[i], order[k]] = [order[k], order[i]];
    }
    fold();
    arrange(order, true);
    latest = null;
    announce('Shuffled.');
  };
  let latest = null;
  const next = () => {
    const order = all('.card'), at = order.indexOf(document.activeElement.closest('.card') || latest);
    const turn = [...order.slice(at + 1), ...order.slice(0, at + 1)];
    latest = turn.find(card => kept.marks.get(card.dataset.card) !== 'known') || turn[0];
    if (!latest) return;
    fold();
    one('summary', latest).focus({preventScroll: true});
    show(latest, 'center');
  };

  // The whiteboard. A line of the drawing belongs to the two boxes it runs between; it comes with the later of them.
  const strokes = all('.strokes li'), svg = one('.board figure svg');
  let drawn = strokes.length;
  const comesWith = new Map();
  const findMarks = () => {
    const boxes = svg ? all('.node:has(> title)', svg) : []; // those without are in the legend
    for (const box of boxes) {
      const title = one('title', box).textContent;
      comesWith.set(box, Math.max(strokes.findIndex(li => li.dataset.boxes.split('\n').includes(title)), 0));
    }
    const stepAt = (line, along) => {
      const p = line.getPointAtLength(along);
      let step = 0, least = Infinity;
      for (const box of boxes) {
        const b = box.getBBox(), d = Math.hypot(Math.max(b.x - p.x, 0, p.x - b.x - b.width), Math.max(b.y - p.y, 0, p.y - b.y - b.height));
        if (d < least) [step, least] = [comesWith.get(box), d];
      }
      return step;
    };
    for (const head of svg ? all('path.edge + path.head', svg) : []) {
      const line = head.previousElementSibling;
      const step = Math.max(stepAt(line, 0), stepAt(line, line.getTotalLength()));
      comesWith.set(line, step).set(head, step);
    }
  };
  const draw = to => {
    if (!comesWith.size) findMarks();
    drawn = Math.min(Math.max(to, 1), strokes.length);
    for (const [el, step] of comesWith) el.classList.toggle('undrawn', step >= drawn);
    strokes.forEach((li, i) => {
      li.classList.toggle('latest', stepping && i === drawn - 1);
      li.classList.toggle('gone-by', i >= drawn);
      li.hidden = i >= drawn;
    });
    const whole = drawn === strokes.length;
    button('draw').textContent = !stepping ? 'Draw it stroke by stroke' : whole ? 'Draw it again' : 'Next stroke';
    button('undraw').disabled = !stepping || drawn === 1;
    button('whole').disabled = !stepping;
    one('.place').textContent = stepping ? `Stroke ${drawn} of ${strokes.length}` : '';
    if (stepping) announce(strokes[drawn - 1].textContent);
  };
  let stepping = false;
  const nextStroke = () => {
    if (!strokes.length) return;
    const again = !stepping || drawn === strokes.length;
    stepping = true;
    draw(again ? 1 : drawn + 1);
  };

  // Buttons and keys. A key does nothing while a control has the focus that could want it.
  const keysOn = () => {
    button('keys').setAttribute('aria-pressed', String(kept.keys));
    button('keys').textContent = kept.keys ? 'Keys are on' : 'Keys are off';
  };
  const actions = {
    run, reset, hide, next, shuffle, fold, draw: nextStroke,
    order: () => { fold(); arrange(cards, false); latest = null; announce('In order.'); },
    forget: () => { kept.marks.clear(); keep(); paint(); announce('Marks are forgotten.'); },
    undraw: () => draw(drawn - 1),
    whole: () => { stepping = false; draw(strokes.length); button('draw').focus(); },
    keys: () => { kept.keys = !kept.keys; keep(); keysOn(); },
  };
  document.addEventListener('click', event => {
    const pressed = event.target.closest('button');
    if (!pressed) return;
    if (pressed.dataset.do) actions[pressed.dataset.do]();
    else if (pressed.classList.contains('knew')) {
      const card = pressed.closest('.card');
      set(card, kept.marks.get(card.dataset.card) === 'known' ? 'asked' : 'known');
    }
  });
  const keys = {r: 'reset', h: 'hide', n: 'next', s: 'shuffle', d: 'draw'};
  document.addEventListener('keydown', event => {
    if (!kept.keys || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const focus = document.activeElement, free = !focus || focus === document.body || focus === document.documentElement;
    if (event.key === ' ' ? !free : focus && focus.matches('input, select, textarea, [contenteditable]')) return;
    const name = event.key === ' ' ? 'run' : keys[event.key.toLowerCase()];
    if (!name || !button(name)) return;
    event.preventDefault();
    actions[name]();
  });
  for (const card of cards) {
    card.addEventListener('toggle', () => { if (card.open && !printing && !kept.marks.has(card.dataset.card)) set(card, 'asked'); });
  }

  // Paper gets everything unfolded, and the screen what it had before.
  let printing = null;
  addEventListener('beforeprint', () => {
    printing = all('details:not([open])');
    for (const el of printing) el.open = true;
    for (const li of strokes) li.hidden = false;
  });
  addEventListener('afterprint', () => {
    for (const el of printing || []) el.open = false;
    strokes.forEach((li, i) => { li.hidden = i >= drawn; });
    setTimeout(() => { printing = null; });
  });

  for (const el of all('.timer, .keys, .asking, .drawing-tools, .card .tools')) el.hidden = false;
  keysOn();
  paint();
  tick();
})();
