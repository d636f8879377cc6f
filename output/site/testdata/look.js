// Looks at a page as a reader would and returns what is wrong with it, one sentence each.
(() => {
  const wrong = [];
  const shown = el => { const r = el.getBoundingClientRect(); return r.width > 1 && r.height > 1 && el.checkVisibility({visibilityProperty: true}); };
  const name = el => `${el.tagName.toLowerCase()}.${el.getAttribute('class') || ''} "${el.textContent.trim().slice(0, 40)}"`;
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} px wide in ${innerWidth}`);
  for (const el of document.querySelectorAll('body *')) {
    const box = el.getBoundingClientRect();
    if (shown(el) && box.right > innerWidth + 1 && !el.closest('.table, .skip, .unseen, .incidents thead')) wrong.push(`${name(el)} hangs out`);
  }
  // No text runs out of its cell over the next.
  for (const cell of document.querySelectorAll('.incidents td, .incidents th, .shelf li, .pages li')) {
    if (shown(cell) && cell.scrollWidth > cell.clientWidth + 1) wrong.push(`${name(cell)} is ${cell.scrollWidth} px in ${cell.clientWidth}`);
  }

  // Colours: WCAG's contrast of all text with what is behind it.
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
  for (const el of document.querySelectorAll('body *')) {
    const speaks = [...el.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || el.matches('input[type=search], select');
    if (!speaks || !shown(el) || el.closest('svg, .unseen, option')) continue;
    const got = contrast(channels(getComputedStyle(el).color).slice(0, 3), behind(el));
    if (got < 4.5) wrong.push(`contrast of ${name(el)} is ${got.toFixed(2)}`);
  }
  // What is drawn stands out from the page by 3:1.
  for (const rect of document.querySelectorAll('.bar rect:not(.gap)')) {
    if (!shown(rect)) continue;
    const got = contrast(channels(getComputedStyle(rect).fill).slice(0, 3), behind(rect.closest('td')));
    if (got < 3) wrong.push(`contrast of a bar's ${rect.getAttribute('class')} is ${got.toFixed(2)}`);
  }
  for (const el of document.querySelectorAll('a, button, input, select, summary')) {
    if (shown(el) && !(el.textContent.trim() || el.getAttribute('aria-label') || el.labels && el.labels.length)) wrong.push(`${name(el)} has no name`);
  }
  return [...new Set(wrong)];
})()
