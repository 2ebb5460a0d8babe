// What every page shares: writing figures, making elements, drawing charts.
const make = (tag, attributes = {}, ...children) => {
  const svg = ['svg', 'path', 'line', 'rect', 'text', 'g', 'circle', 'title'].includes(tag);
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
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
};
const whole = n => (n ?? 0).toLocaleString('en');
const clock = instant => new Date(instant).toLocaleTimeString('en-GB');
const verdict = word => make('span', { class: `verdict ${word ?? 'running'}` }, word ?? 'running');
const row = (...cells) => make('tr', {}, cells.flat().map(c => c instanceof Element && c.tagName === 'TD' ? c : make('td', {}, c)));
const number = text => make('td', { class: 'n' }, String(text));
const table = (caption, headings, rows, kind = '') => make('div', { class: `scroll ${kind}`, tabindex: 0, role: 'region', 'aria-label': caption },
  make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, headings.map(h => make('th', { scope: 'col', class: h.startsWith('#') ? 'n' : null }, h.replace('#', ''))))), make('tbody', {}, rows)));

// Rounds the top of an axis up to 1, 2 or 5 times a power of ten.
const ceiling = value => {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(m => m * power).find(v => v >= value * 0.999);
};

// A chart of lines over seconds: series are { name, color, points: [[x, y]] }; marks are { x, color, label }.
// It is drawn as wide as it stands, so that its letters keep their size on a telephone.
const chart = (title, format, series, marks = [], widest = 560) => {
  const [width, height, left, right, bottom, top] = [Math.max(280, Math.min(widest, innerWidth - 62)), 200, 58, 20, 24, 8];
  const points = series.flatMap(s => s.points).filter(p => p[1] !== undefined && p[1] !== null);
  const last = Math.max(1, ...points.map(p => p[0]), ...marks.map(m => m.x));
  const most = ceiling(Math.max(0, ...points.map(p => p[1])));
  const x = v => left + (width - left - right) * v / last;
  const y = v => height - bottom - (height - bottom - top) * v / most;
  const svg = make('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}, ${Math.round(last)} seconds, at most ${format(Math.max(0, ...points.map(p => p[1])))}` });
  for (let i = 0; i <= 4; i++) {
    const value = most * i / 4;
    svg.append(make('line', { class: 'axis', x1: left, x2: width - right, y1: y(value), y2: y(value) }), make('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, format(value)));
  }
  const step = ceiling(last / Math.min(6, width / 70));
  for (let v = 0; v <= last; v += step) svg.append(make('text', { x: x(v), y: height - 8, 'text-anchor': 'middle' }, `${Math.round(v * 10) / 10} s`));
  for (const s of series) {
    let path = '', pen = false;
    for (const [px, py] of s.points) {
      if (py === undefined || py === null) { pen = false; continue; }
      path += `${pen ? 'L' : 'M'}${x(px).toFixed(1)} ${y(py).toFixed(1)}`;
      pen = true;
    }
    svg.append(make('path', { d: path, fill: 'none', stroke: s.color, 'stroke-width': 2, 'stroke-dasharray': s.dash ?? null, 'stroke-linejoin': 'round' }));
  }
  for (const m of marks) svg.append(make('line', { x1: x(m.x), x2: x(m.x), y1: top, y2: height - bottom, stroke: m.color, 'stroke-width': 1.5, 'stroke-dasharray': '3 3' }, make('title', {}, m.label)));
  const readout = make('p', { class: 'readout', 'aria-hidden': 'true' }, '');
  svg.addEventListener('pointermove', e => {
    const box = svg.getBoundingClientRect();
    const at = ((e.clientX - box.left) / box.width * width - left) / (width - left - right) * last;
    const near = s => s.points.reduce((a, b) => Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a, [-1e9, null]);
    readout.textContent = series.length && at >= 0 ? `${Math.round(near(series[0])[0])} s: ${series.map(s => `${s.name} ${near(s)[1] === null || near(s)[1] === undefined ? '–' : format(near(s)[1])}`).join(', ')}` : '';
  });
  return make('section', { class: 'card' }, make('h2', { style: 'margin-top:0' }, title), svg,
    make('ul', { class: 'legend' }, series.map(s => make('li', {}, make('i', { style: `background:${s.color}` }), s.name)), marks.length ? make('li', {}, make('i', { style: `background:${marks[0].color}` }), marks[0].label) : null), readout);
};

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
