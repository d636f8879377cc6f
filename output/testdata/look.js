// Looks at a page as a reader would and returns what is wrong with it, one sentence each.
(() => {
  const wrong = [];
  const shown = el => { const r = el.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(el).visibility !== 'hidden'; };
  const name = el => `${el.tagName.toLowerCase()}.${el.getAttribute('class') || ''} "${el.textContent.trim().slice(0, 40)}"`;

  if (document.documentElement.scrollWidth > innerWidth) {
    wrong.push(`the page is ${document.documentElement.scrollWidth} px wide in ${innerWidth}`);
    for (const el of document.querySelectorAll('body *')) {
      if (el.getBoundingClientRect().right > innerWidth + 1 && !el.closest('.table, .scroll, pre, .skip')) wrong.push(`${name(el)} hangs out`);
    }
  }

  const room = document.querySelector('main').getBoundingClientRect().width;
  if (room < Math.min(600, innerWidth - 40)) wrong.push(`the text has ${room} px of ${innerWidth}`);

  for (const figure of document.querySelectorAll('figure')) {
    const drawings = [...figure.querySelectorAll('svg, canvas')].filter(shown);
    if (drawings.length !== 1) wrong.push(`figure ${figure.id} shows ${drawings.length} drawings`);
  }

  // Colours: WCAG's contrast of every sort of text with what is behind it.
  const channels = text => (text.match(/[\d.]+/g) || []).map(Number);
  const luminance = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = el => {
    for (; el; el = el.parentElement) {
      const c = channels(getComputedStyle(el).backgroundColor);
      if (c.length && (c.length < 4 || c[3] === 1)) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const check = (el, colour, ground) => {
    const got = contrast(channels(colour).slice(0, 3), ground);
    if (got < 4.5) wrong.push(`contrast of ${name(el)} is ${got.toFixed(2)}`);
  };
  for (const el of document.querySelectorAll('h1, h2, p, li, a:not(.anchor), td, th, figcaption, figcaption strong, figcaption span, summary, code, .toggle, .hint, footer p')) {
    if (shown(el)) check(el, getComputedStyle(el).color, behind(el));
  }

  for (const svg of document.querySelectorAll('figure svg')) {
    if (!shown(svg)) continue;
    const id = svg.closest('figure').id, scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter(shown).map(el => ({el, box: el.getBoundingClientRect()}));
    for (const {el, box} of texts) {
      const style = getComputedStyle(el), size = parseFloat(style.fontSize) * scale;
      if (size < 9.5) wrong.push(`${id}: type of ${size.toFixed(1)} px in ${name(el)}`);
      if (box.left < frame.left - 2 || box.right > frame.right + 2) wrong.push(`${id}: ${name(el)} hangs out of the drawing`);
      const filled = el.classList.contains('inside') && !el.classList.contains('halo') || el.closest('.full');
      if (!filled) check(el, style.fill, behind(svg));
      const bar = el.previousElementSibling && el.previousElementSibling.querySelector('.bar');
      if (filled) check(el, style.fill, channels(getComputedStyle(el.closest('.full') || bar || svg).color).slice(0, 3));
    }
    // No two labels cover each other, and no name bursts its box. Lines of text may touch: their boxes have air in them.
    for (let i = 0; i < texts.length; i++) {
      for (let k = 0; k < i; k++) {
        const a = texts[i].box, b = texts[k].box;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 0.45 * Math.min(a.height, b.height)) wrong.push(`${id}: ${name(texts[i].el)} covers ${name(texts[k].el)}`);
      }
    }
    for (const node of svg.querySelectorAll('.node')) {
      const box = node.querySelector('.box');
      for (const text of box ? node.querySelectorAll('text') : []) {
        if (text.getBoundingClientRect().right > box.getBoundingClientRect().right) wrong.push(`${id}: ${name(text)} bursts its box`);
      }
    }
  }
  return wrong;
})()
