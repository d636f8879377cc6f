// The list of all incidents: search, filters, sorting and pages over all rows, not only those that the page was written
// with. What is shown is told by the address after #, so that back, forward and a shared link work. The rows come as
// scripts, which a page opened from a disk may load; no text of theirs ever becomes markup.
'use strict';
(() => {
  const index = self.incidents && self.incidents.shift(), browse = document.querySelector('.site .browse');
  if (!index || !browse) return;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const comma = n => n.toLocaleString('en-US');
  const make = (tag, names, ...content) => {
    const el = document.createElement(tag);
    if (names) el.className = names;
    el.append(...content);
    return el;
  };
  const linkTo = (names, href, text) => {
    const a = make('a', names, text);
    a.setAttribute('href', href);
    return a;
  };
  // A text without case and accents. It may differ from the program's own in letters that few people type.
  const others = {ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i'};
  const fold = text => {
    const low = text.toLowerCase();
    if (/^[\x00-\x7f]*$/.test(low)) return low;
    return low.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(/[ßøæœłđðþı]/g, c => others[c]);
  };

  // A row by the place of its parts, and a value of a kind.
  const [ID, TITLE, START, OFFSET, KINDS, LONG, SEEN, HURT, PHASES, FLAGS, FILES] = Array(11).keys();
  const NO_START = 1, NO_END = 2, OPEN = 4;
  const kinds = index.kinds.map(k => ({...k, values: k.values.map(([label, slug, name = label]) => ({label, slug, name}))}));
  const named = new Map(kinds.map((k, i) => [k.name, i]));
  const organization = named.get('organization'), severity = named.get('severity');
  const valueHref = (k, v) => `by/${kinds[k].name}/${kinds[k].values[v].slug}.html`;
  const rows = [], texts = [];
  let loaded = false;

  // Lengths of time, as the documents write them.
  const round = (s, unit) => Math.floor((s + unit / 2) / unit);
  const pair = (n, per, big, small) => (n % per ? `${Math.floor(n / per)} ${big} ${n % per} ${small}` : `${n / per} ${big}`);
  const duration = s => {
    if (s < 0) return '−' + duration(-s);
    if (s === 0) return '0 min';
    if (s < 120 && s % 60) return `${s} s`;
    if (round(s, 60) < 60) return `${round(s, 60)} min`;
    return round(s, 60) < 48 * 60 ? pair(round(s, 60), 60, 'h', 'min') : pair(round(s, 3600), 24, 'd', 'h');
  };

  // The bar of phases.
  const phaseNames = ['undetected', 'response', 'diagnosis', 'mitigation', 'recovery'];
  const WIDTH = 160, STUB = 14, LEAST = 3, SVG = 'http://www.w3.org/2000/svg';
  const svg = (tag, attributes) => {
    const el = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
    return el;
  };
  const spanned = parts => phaseNames.filter((_, i) => parts & 1 << i);
  const barText = row => {
    if (!row[PHASES].length) return 'Phases not recorded';
    const out = row[FLAGS] & NO_START ? ['start not recorded'] : [];
    for (const [parts, seconds] of row[PHASES]) {
      const names = spanned(parts);
      out.push(`${names.join(' and ')} ${duration(seconds)}${names.length > 1 ? ' (not told apart)' : ''}`);
    }
    if (row[FLAGS] & NO_END) out.push('end not recorded');
    else if (row[FLAGS] & OPEN) out.push('still open');
    const text = out.join(', ');
    return text[0].toUpperCase() + text.slice(1);
  };
  const widths = row => {
    const room = WIDTH - (row[FLAGS] & NO_START ? STUB : 0) - (row[FLAGS] & NO_END ? STUB : 0);
    let sum = 0, longest = 0, left = room;
    row[PHASES].forEach(([, s], i) => { sum += s; if (s > row[PHASES][longest][1]) longest = i; });
    if (!sum) return [];
    const out = row[PHASES].map(([, s], i) => (s > 0 && i !== longest ? Math.max(Math.floor(room * s / sum), LEAST) : 0));
    for (const w of out) left -= w;
    out[longest] = left;
    return out;
  };
  const bar = row => {
    const el = svg('svg', {class: 'bar', width: WIDTH, height: 10, viewBox: `0 0 ${WIDTH} 10`, preserveAspectRatio: 'none', role: 'img'}), title = svg('title', {});
    const box = (name, x, width) => el.append(svg('rect', {class: name, x, width, height: 10}));
    title.textContent = barText(row);
    el.append(title);
    let x = 0;
    if (!row[PHASES].length) box('gap', 0, WIDTH);
    else if (row[FLAGS] & NO_START) box('gap', 0, x = STUB);
    widths(row).forEach((width, i) => {
      const names = spanned(row[PHASES][i][0]);
      if (width > 0) box('k-' + (names.length === 1 ? names[0] : 'merged'), x, width);
      x += width;
    });
    if (row[PHASES].length && row[FLAGS] & NO_END) box('gap', WIDTH - STUB, STUB);
    return el;
  };

  // One row of the table: the same elements that the program writes.
  const untold = () => make('span', 'untold', 'not recorded');
  const length = span => {
    if (span === null) return [untold()];
    const [text, doubt] = (Array.isArray(span) ? span[1] : duration(span)).split(/ \((.*)/s);
    return doubt === undefined ? [make('span', '', text)] : [make('span', '', text), make('small', '', doubt.replace(/\)$/, ''))];
  };
  const date = row => {
    if (row[START] === null) return untold();
    const t = new Date((row[START] + row[OFFSET]) * 1000);
    const day = make('time', '', `${t.getUTCDate()} ${'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[t.getUTCMonth()]} ${String(t.getUTCFullYear()).padStart(4, '0')}`);
    day.setAttribute('datetime', t.toISOString().slice(0, 10));
    return day;
  };
  const told = (row, k) => row[KINDS][k].filter(v => kinds[k].values[v].name !== '');
  const classes = row => [named.get('trigger'), named.get('mechanism')].flatMap(k => {
    const list = told(row, k);
    if (!list.length) return [];
    return [make('p', 'classes', make('span', '', kinds[k].title), ...list.flatMap(v => [' ', linkTo('class', valueHref(k, v), kinds[k].values[v].label)]))];
  });
  const SHOWN = 4;
  const files = row => {
    const set = index.sets[row[FILES]], count = set.length / 2;
    if (!count) return [];
    const list = make('div', 'files');
    let into = list;
    for (let i = 0; i < count; i++) {
      if (i === SHOWN - 1 && count > SHOWN) {
        into = make('details', '', make('summary', '', `${count - i} more`));
        list.append(into);
      }
      into.append(linkTo('', set[2 * i + 1].replaceAll('\0', row[ID]), set[2 * i]), ' ');
    }
    return [list];
  };
  const who = row => {
    const grade = told(row, severity)[0], whose = told(row, organization)[0];
    const out = [whose === undefined ? untold() : linkTo('', valueHref(organization, whose), kinds[organization].values[whose].label)];
    if (grade !== undefined) out.push(' ', make('span', 'grade', kinds[severity].values[grade].label));
    if (row[FLAGS] & OPEN) out.push(' ', make('span', 'open', 'still open'));
    return out;
  };
  const rowOf = row => {
    const set = index.sets[row[FILES]];
    const name = set.length ? linkTo('name', set[1].replaceAll('\0', row[ID]), row[TITLE]) : make('span', 'name', row[TITLE]);
    return make('tr', '',
      make('td', 'what', name, ...classes(row), ...files(row)), make('td', 'who', ...who(row)), make('td', 'when', date(row)),
      make('td', 'long', bar(row), ...length(row[LONG])), make('td', 'seen', ...length(row[SEEN])),
      make('td', 'hurt', row[HURT] ? comma(row[HURT]) : untold()));
  };

  // What is asked for, and how the address writes it.
  const columns = ['what', 'who', 'when', 'long', 'seen', 'hurt'];
  const risesFirst = column => column === 'what' || column === 'who';
  const fresh = () => ({words: '', chosen: kinds.map(() => new Set()), sort: 'when', falls: true, page: 1});
  let asked = fresh();
  const addressOf = a => {
    const out = new URLSearchParams();
    if (a.words.trim()) out.append('q', a.words.trim());
    kinds.forEach((k, i) => { for (const v of a.chosen[i]) out.append(k.name, k.values[v].name); });
    if (a.sort !== 'when' || !a.falls) out.append('sort', (a.falls ? '-' : '') + a.sort);
    if (a.page > 1) out.append('page', a.page);
    return String(out) && '#' + out;
  };
  const readAddress = () => {
    const text = location.hash.slice(1), out = fresh();
    if (text && !text.includes('=')) return null; // a place in the page
    for (const [key, value] of new URLSearchParams(text)) {
      const k = named.get(key);
      if (key === 'q') out.words = value;
      else if (key === 'page') out.page = Math.max(1, Math.floor(Number(value)) || 1);
      else if (key === 'sort' && columns.includes(value.replace('-', ''))) [out.sort, out.falls] = [value.replace('-', ''), value[0] === '-'];
      else if (k !== undefined) {
        const v = kinds[k].values.findIndex(x => x.name === value);
        if (v >= 0) out.chosen[k].add(v);
      }
    }
    return out;
  };
  let writing = 0;
  const writeAddress = replace => {
    clearTimeout(writing);
    const address = addressOf(asked);
    if (address === location.hash) return;
    try {
      history[replace ? 'replaceState' : 'pushState'](null, '', address || location.href.split('#')[0]);
    } catch { location.hash = address; }
  };

  // Finding. Words are looked for once in each value, not in each row, and all rows are sorted once per column.
  const searched = ['organization', 'service', 'tag'].map(name => named.get(name));
  const foldedValues = searched.map(() => null);
  const hits = word => {
    const has = searched.map((k, i) => {
      foldedValues[i] ??= kinds[k].values.map(v => fold(v.name === v.label ? v.label : v.label + '\n' + v.name));
      return Uint8Array.from(foldedValues[i], text => (text.includes(word) ? 1 : 0));
    });
    return i => texts[i].includes(word) || searched.some((k, s) => rows[i][KINDS][k].some(v => has[s][v]));
  };
  const seconds = span => (Array.isArray(span) ? span[0] : span);
  const keys = {
    what: i => texts[i], who: i => { const v = told(rows[i], organization)[0]; return v === undefined ? null : fold(kinds[organization].values[v].label); },
    when: i => rows[i][START], long: i => seconds(rows[i][LONG]), seen: i => seconds(rows[i][SEEN]), hurt: i => rows[i][HURT] || null,
  };
  const orders = new Map();
  const order = (column, falls) => {
    const name = column + falls;
    if (!orders.has(name)) {
      const key = rows.map((_, i) => keys[column](i)), known = [], unknown = [];
      key.forEach((k, i) => (k === null ? unknown : known).push(i)); // what is not recorded comes last either way
      const sign = falls ? -1 : 1;
      known.sort((a, b) => (key[a] < key[b] ? -sign : key[a] > key[b] ? sign : a - b));
      orders.set(name, known.concat(unknown));
    }
    return orders.get(name);
  };
  // Each row either passes, or fails at one kind only, and then counts among what choosing more of that kind would add.
  const find = () => {
    const tests = [...new Set(fold(asked.words).split(/\s+/).filter(Boolean))].map(hits);
    const counts = kinds.map(k => new Uint32Array(k.values.length));
    const active = kinds.map((_, k) => k).filter(k => asked.chosen[k].size);
    const passes = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      if (!tests.every(test => test(i))) continue;
      const of = rows[i][KINDS];
      let failed = -1, fails = 0;
      for (const k of active) {
        if (!of[k].some(v => asked.chosen[k].has(v))) { failed = k; if (++fails > 1) break; }
      }
      if (fails > 1) continue;
      if (fails) { for (const v of of[failed]) counts[failed][v]++; continue; }
      passes[i] = 1;
      for (let k = 0; k < of.length; k++) for (const v of of[k]) counts[k][v]++;
    }
    return {counts, found: order(asked.sort, asked.falls).filter(i => passes[i])};
  };

  // The table and what stands around it.
  const list = one('.list'), body = one('.incidents tbody'), heads = new Map(columns.map(c => [c, one(`.incidents th.${c}`)]));
  const search = one('.search input'), sorting = one('.sorting select'), chips = one('.chips'), status = one('.found'), pager = make('nav', 'pager');
  pager.setAttribute('aria-label', 'Pages');
  const button = (names, text, press) => {
    const el = make('button', names, text);
    el.type = 'button';
    el.addEventListener('click', press);
    return el;
  };
  const showRows = found => {
    const last = Math.max(1, Math.ceil(found.length / index.page));
    asked.page = Math.min(asked.page, last);
    const from = (asked.page - 1) * index.page, shown = found.slice(from, from + index.page);
    if (shown.length) body.replaceChildren(...shown.flatMap(i => [rowOf(rows[i]), '\n']));
    else {
      const cell = make('td', 'nothing', 'No incident matches all of this. ', button('button', 'Clear all', clear));
      cell.colSpan = columns.length;
      body.replaceChildren(make('tr', '', cell));
    }
    const which = found.length === rows.length ? `${comma(rows.length)} incident${rows.length === 1 ? '' : 's'}` : `${comma(found.length)} of ${comma(rows.length)} incidents`;
    status.textContent = which + (last > 1 ? `, ${comma(from + 1)} to ${comma(from + shown.length)} shown` : '');
    showPager(last);
  };
  const showPager = last => {
    if (!pager.isConnected) {
      const written = one('.pager', list);
      if (written) written.replaceWith(pager); else list.append(pager);
    }
    const to = (page, text) => linkTo('', addressOf({...asked, page}) || '#sort=-when', text);
    const parts = [];
    if (asked.page > 1) { parts.push(to(asked.page - 1, 'Previous')); parts[0].rel = 'prev'; }
    let before = 0;
    for (let i = 1; i <= last; i++) {
      if (i !== 1 && i !== last && Math.abs(i - asked.page) > 2) continue;
      if (i > before + 1) parts.push(make('span', '', '…'));
      const at = i === asked.page ? make('span', 'now', String(i)) : to(i, String(i));
      if (i === asked.page) at.setAttribute('aria-current', 'page');
      parts.push(at);
      before = i;
    }
    if (asked.page < last) { parts.push(to(asked.page + 1, 'Next')); parts.at(-1).rel = 'next'; }
    pager.replaceChildren(...parts.flatMap(p => [p, '\n']));
    pager.hidden = last < 2;
  };
  const showHeads = () => {
    for (const [column, th] of heads) {
      if (column === asked.sort) th.setAttribute('aria-sort', asked.falls ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    }
    sorting.value = (asked.falls ? '-' : '') + asked.sort;
  };
  const showChips = () => {
    const out = [];
    kinds.forEach((kind, k) => {
      for (const v of asked.chosen[k]) {
        const chip = button('chip', `${kind.title}: ${kind.values[v].label}`, () => change(() => asked.chosen[k].delete(v)));
        chip.setAttribute('aria-label', `Remove the filter ${kind.title}: ${kind.values[v].label}`);
        out.push(chip);
      }
    });
    if (out.length || asked.words.trim()) out.push(button('clear', 'Clear all', clear));
    chips.replaceChildren(...out);
    chips.hidden = !out.length;
  };

  // A shelf holds the values of a kind, each with the number of incidents that it would show.
  const SHELF = 6, MOST = 200;
  const shelves = all('.shelf').map(section => {
    const k = named.get(section.dataset.kind), heading = one('h2', section), items = new Map();
    const shelf = {k, section, items, list: one('ul', section), wide: false, words: ''};
    heading.id = 'kind-' + kinds[k].name;
    section.setAttribute('role', 'group');
    section.setAttribute('aria-labelledby', heading.id);
    for (const p of all('p', section)) p.remove();
    shelf.narrow = make('input', 'narrow');
    shelf.narrow.type = 'search';
    shelf.narrow.hidden = true;
    shelf.narrow.setAttribute('aria-label', `Find among ${kinds[k].plural.toLowerCase()}`);
    shelf.narrow.placeholder = 'Find';
    shelf.narrow.addEventListener('input', () => { shelf.words = fold(shelf.narrow.value); showShelf(shelf); });
    shelf.more = button('more', '', () => {
      shelf.wide = !shelf.wide;
      shelf.narrow.value = shelf.words = '';
      showShelf(shelf);
    });
    shelf.more.hidden = true;
    shelf.list.before(shelf.narrow);
    section.append(shelf.more);
    return shelf;
  });
  const item = (shelf, v) => {
    if (!shelf.items.has(v)) {
      const box = make('input'), count = make('span', 'count');
      box.type = 'checkbox';
      box.addEventListener('change', () => change(() => { if (box.checked) asked.chosen[shelf.k].add(v); else asked.chosen[shelf.k].delete(v); }));
      shelf.items.set(v, {el: make('li', '', make('label', '', box, make('span', 'value', kinds[shelf.k].values[v].label), count)), box, count});
    }
    return shelf.items.get(v);
  };
  const showShelf = shelf => {
    const kind = kinds[shelf.k], chosen = asked.chosen[shelf.k], count = shelf.counts || [];
    let offered = [];
    kind.values.forEach((value, v) => { if (value.slug && (count[v] || chosen.has(v))) offered.push(v); });
    if (!kind.newest) offered.sort((a, b) => (kind.values[a].name === '') - (kind.values[b].name === '') || count[b] - count[a] || a - b);
    const whole = offered.length;
    if (shelf.words) offered = offered.filter(v => fold(kind.values[v].label).includes(shelf.words));
    const most = shelf.wide ? MOST : SHELF, shown = offered.slice(0, most);
    for (const v of offered.slice(most)) if (chosen.has(v)) shown.push(v);
    const focused = document.activeElement;
    const elements = shown.map(v => {
      const {el, box, count: number} = item(shelf, v);
      box.checked = chosen.has(v);
      number.textContent = comma(count[v]);
      return el;
    });
    if (elements.length !== shelf.list.children.length || elements.some((el, i) => shelf.list.children[i] !== el)) shelf.list.replaceChildren(...elements);
    if (focused !== document.activeElement && focused.isConnected) focused.focus({preventScroll: true});
    shelf.narrow.hidden = !shelf.wide || whole <= 2 * SHELF;
    shelf.more.hidden = !shelf.wide && whole <= SHELF;
    shelf.more.textContent = shelf.wide ? 'Show fewer' : `Show all ${comma(whole)}`;
    shelf.more.setAttribute('aria-expanded', String(shelf.wide));
    if (shelf.wide && offered.length > shown.length) shelf.list.append(make('li', 'rest', `and ${comma(offered.length - shown.length)} more: type to find them`));
    shelf.section.classList.toggle('empty', !whole);
  };

  const show = () => {
    showHeads();
    showChips();
    if (!loaded) return load();
    const {counts, found} = find();
    for (const shelf of shelves) {
      shelf.counts = counts[shelf.k];
      showShelf(shelf);
    }
    showRows(found);
  };
  // A change of what is asked for begins at the first page. Words that are being typed are one step of the history.
  let typing = false;
  const change = (how, keepPage) => {
    how();
    if (!keepPage) asked.page = 1;
    typing = false;
    writeAddress(false);
    show();
  };
  const clear = () => {
    change(() => { const {sort, falls} = asked; asked = {...fresh(), sort, falls}; search.value = ''; });
    search.focus({preventScroll: true});
  };
  const sortBy = (column, falls) => change(() => { asked.sort = column; asked.falls = falls; });

  // Loading: each part is a script that leaves its rows in the queue.
  let loading = false;
  const load = () => {
    if (loading) return;
    loading = true;
    list.setAttribute('aria-busy', 'true');
    const next = at => {
      if (at === index.parts.length) {
        loaded = true;
        list.removeAttribute('aria-busy');
        return show();
      }
      if (at) status.textContent = `Loading: ${comma(rows.length)} of ${comma(index.rows)} incidents`;
      const script = make('script');
      script.src = index.parts[at];
      script.addEventListener('load', () => {
        for (const row of self.incidents.shift() || []) {
          rows.push(row);
          texts.push(fold(row[TITLE] + '\n' + row[ID]));
        }
        script.remove();
        next(at + 1);
      });
      script.addEventListener('error', () => { status.textContent = 'The incidents could not be loaded, so there is nothing to search. The list below and its pages are complete.'; });
      document.body.append(script);
    };
    next(0);
  };

  search.addEventListener('input', () => {
    asked.words = search.value;
    asked.page = 1;
    const replace = typing;
    typing = true;
    if (replace) {
      clearTimeout(writing);
      writing = setTimeout(() => writeAddress(true), 250);
    } else writeAddress(false);
    show();
  });
  search.addEventListener('change', () => { if (typing) writeAddress(true); typing = false; });
  sorting.addEventListener('change', () => sortBy(sorting.value.replace('-', ''), sorting.value[0] === '-'));
  for (const [column, th] of heads) {
    const press = button('', th.textContent, () => sortBy(column, asked.sort === column ? !asked.falls : !risesFirst(column)));
    th.replaceChildren(press);
  }
  addEventListener('hashchange', () => {
    const read = readAddress();
    if (!read) return;
    const turned = read.page !== asked.page;
    asked = read;
    typing = false;
    if (document.activeElement !== search || search.value.trim() !== asked.words) search.value = asked.words;
    show();
    if (turned && loaded) {
      list.scrollIntoView({block: 'start'});
      list.focus({preventScroll: true});
    }
  });
  const wide = matchMedia('(min-width: 68.75rem)'), folder = one('details', browse);
  const unfold = () => { folder.open = wide.matches; };
  wide.addEventListener('change', unfold);
  unfold();

  one('.finder').hidden = false;
  asked = readAddress() || asked;
  search.value = asked.words;
  // A large site loads its rows when somebody begins to look for something.
  const EAGER = 4;
  if (index.parts.length <= EAGER || addressOf(asked)) show();
  else {
    status.textContent = `${comma(index.rows)} incidents`;
    showHeads();
    showChips();
    for (const what of ['focusin', 'pointerdown']) addEventListener(what, event => { if (event.target.closest && event.target.closest('.finder, .browse, .incidents th')) load(); });
  }
})();
