// What every page shares: writing figures, making elements.
const make = (tag, attributes = {}, ...children) => {
  const svg = ['svg', 'path', 'line', 'rect', 'text', 'title'].includes(tag);
  const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(c => c !== null && c !== undefined));
  return element;
};
// Redraws a place; the focus stays on the link or table it was on.
const show = (id, ...children) => {
  const place = document.getElementById(id), key = e => e.getAttribute('href') ?? e.getAttribute('aria-label');
  const focus = place.contains(document.activeElement) ? key(document.activeElement) : null;
  place.replaceChildren(...children.flat());
  if (focus) [...place.querySelectorAll('a[href], [tabindex]')].find(e => key(e) === focus)?.focus({ preventScroll: true });
};
const time = seconds => {
  if (seconds === undefined || seconds === null) return '–';
  if (seconds === 0) return '0 s';
  const [value, unit] = seconds < 0.001 ? [seconds * 1e6, 'µs'] : seconds < 1 ? [seconds * 1e3, 'ms'] : seconds < 120 ? [seconds, 's'] : [seconds / 60, 'min'];
  return `${+value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)} ${unit}`;
};
const whole = n => (n ?? 0).toLocaleString('en');
const clock = instant => new Date(instant).toLocaleTimeString('en-GB');
const ago = instant => {
  const seconds = Math.max(0, (Date.now() - new Date(instant)) / 1000);
  return seconds < 60 ? `${Math.round(seconds)} s ago` : seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : seconds < 172800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86400)} days ago`;
};
const verdict = word => make('span', { class: `verdict ${word ?? 'running'}` }, word ?? 'running');
const row = (...cells) => make('tr', {}, cells.flat().map(c => c instanceof Element && c.tagName === 'TD' ? c : make('td', {}, c)));
const number = text => make('td', { class: 'n' }, String(text));
// Where there is no room for columns each figure says what it is.
const labelled = (headings, rows) => rows.map(r => {
  [...r.cells].forEach((cell, i) => cell.setAttribute('data-label', (headings[i] ?? '').replace('#', '')));
  return r;
});
const table = (caption, headings, rows, kind = '') => make('div', { class: `scroll ${kind}`, tabindex: 0, role: 'region', 'aria-label': caption },
  make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, headings.map(h => make('th', { scope: 'col', class: h.startsWith('#') ? 'n' : null }, h.replace('#', ''))))), make('tbody', {}, labelled(headings, rows))));

// Runs a page's function now and then again and again, and says so when the controller does not answer.
const refresh = async (work, every) => {
  try {
    await work();
    document.getElementById('trouble').textContent = '';
  } catch (e) {
    document.getElementById('trouble').textContent = `The controller does not answer: ${e.message}`;
  }
  if (every) setTimeout(() => refresh(work, every), every);
};
const get = async path => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
