// A chart of lines, or of areas on top of each other, over the shared time axis.
// lines: { name, color, xs, ys, dash?, off? }, where a y of null is a gap; marks: { x, color, label }.
const chart = ({ title, format, stacked = false, logarithm = false, heading = 'h3' }) => {
  const [left, right, above, below, height] = [56, 10, 8, 22, 190];
  const hidden = new Set(), known = new Set();
  let lines = [], marks = [], names = null, log = null, scale = null;
  const svg = make('svg', { role: 'img' }), legend = make('ul', { class: 'legend' }), when = make('span', { class: 'when' });
  const frame = make('div', { class: 'plot', tabindex: 0, role: 'group', 'aria-label': `Chart of ${title}`, 'aria-describedby': 'chart-keys' }, svg);
  const logButton = logarithm ? make('button', { type: 'button', class: 'small', 'aria-label': `log: ${title}`, onclick: () => { log = !isLog(); self.draw(); } }, 'log') : null;
  const element = make('section', { class: 'card chart' }, make(heading, {}, title, make('span', { class: 'tools' }, when, logButton)), frame, legend);
  const seen = () => lines.filter(l => !hidden.has(l.name));

  // The logarithm where the highest is far above the middle of the first line: else nothing of that one could be seen.
  const isLog = () => {
    if (!logarithm || log !== null) return log ?? false;
    const first = (lines[0]?.ys ?? []).filter(y => y > 0).sort((a, b) => a - b), most = highest();
    return first.length > 0 && most > 25 * first[Math.floor(first.length / 2)];
  };
  const inside = xs => {
    const [from, to] = axis.range;
    return [lower(xs, from), lower(xs, to + 1e-9)];
  };
  const highest = () => {
    const sums = [];
    let most = 0;
    for (const l of seen()) {
      const [a, b] = inside(l.xs);
      for (let i = a; i < b; i++) {
        sums[i] = (stacked ? sums[i] ?? 0 : 0) + (l.ys[i] ?? 0);
        if (sums[i] > most) most = sums[i];
      }
    }
    return most;
  };
  const lowest = () => {
    let least = Infinity;
    for (const l of seen()) {
      const [a, b] = inside(l.xs);
      for (let i = a; i < b; i++) if (l.ys[i] > 0 && l.ys[i] < least) least = l.ys[i];
    }
    return least === Infinity ? 1e-3 : least;
  };

  // The points worth drawing: where there are more than pixels, the least and the most of each pixel.
  const worth = (xs, value, width) => {
    const [a, b] = inside(xs), [start, end] = [Math.max(0, a - 1), Math.min(xs.length, b + 1)];
    if (end - start <= 2 * width) return Array.from({ length: end - start }, (_, i) => start + i);
    const kept = [];
    for (let p = 0; p < width; p++) {
      const [i0, i1] = [start + Math.floor((end - start) * p / width), start + Math.floor((end - start) * (p + 1) / width)];
      let low = i0, high = i0;
      for (let i = i0; i < i1; i++) {
        if ((value(i) ?? Infinity) < (value(low) ?? Infinity)) low = i;
        if ((value(i) ?? -Infinity) > (value(high) ?? -Infinity)) high = i;
      }
      kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
    }
    return kept;
  };
  const path = (l, width, x, y) => {
    let d = '', pen = false;
    const near = worth(l.xs, i => l.ys[i], width);
    for (const i of near) {
      if (l.ys[i] === null || l.ys[i] === undefined) { pen = false; continue; }
      // A point between two gaps is a line of no length, which its round ends make a dot.
      d += `${pen ? 'L' : 'M'}${x(l.xs[i]).toFixed(1)} ${y(l.ys[i]).toFixed(1)}${pen ? '' : 'h0'}`;
      pen = true;
    }
    return make('path', { d, fill: 'none', stroke: l.color, 'stroke-width': l.thin ? 1.2 : 1.8, 'stroke-dasharray': l.dash ?? null, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' });
  };
  const areas = (width, x, y) => {
    const all = seen();
    if (all.length === 0) return [];
    const xs = all[0].xs, total = i => all.reduce((sum, l) => sum + (l.ys[i] ?? 0), 0), kept = worth(xs, total, width), below = xs.map(() => 0);
    return all.map(l => {
      const up = kept.map(i => `${x(xs[i]).toFixed(1)} ${y(below[i] + (l.ys[i] ?? 0)).toFixed(1)}`), down = kept.map(i => `${x(xs[i]).toFixed(1)} ${y(below[i]).toFixed(1)}`).reverse();
      xs.forEach((_, i) => { below[i] += l.ys[i] ?? 0; });
      return make('path', { d: kept.length ? `M${[...up, ...down].join('L')}Z` : '', fill: l.color, stroke: l.color, 'stroke-width': 1, 'fill-opacity': 0.75 });
    });
  };

  const self = {
    element,
    // Takes its newest lines.
    show(newest, newMarks = []) {
      [lines, marks] = [newest, newMarks];
      for (const l of lines) {
        if (l.off && !known.has(l.name)) hidden.add(l.name);
        known.add(l.name);
      }
      element.hidden = lines.length === 0;
      const wanted = JSON.stringify([lines.map(l => l.name), marks.map(m => m.label)]);
      if (wanted !== names) legend.replaceChildren(...entries());
      names = wanted;
      axis.later(true);
      return self;
    },
    draw() {
      if (element.hidden || !element.isConnected) return;
      const width = paper.on ? (element.closest('.grid') ? paper.pair : paper.alone) : Math.max(240, Math.floor(frame.clientWidth)), [w, h] = [width - left - right, height - above - below];
      const [from, to] = axis.range, most = highest(), logged = isLog();
      const values = logged ? decades(lowest(), most) : levels(most), [bottom, ceiling] = [values[0], values.at(-1)];
      const x = v => w * (v - from) / (to - from);
      const y = v => logged ? h - h * Math.log(Math.max(v, bottom) / bottom) / Math.log(ceiling / bottom) : h - h * Math.min(v, ceiling * 1.02) / ceiling;
      scale = { x, from, to, w };
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      svg.setAttribute('aria-label', `${title}, ${axis.label(from)} to ${axis.label(to)}, at most ${format(most)}`);
      logButton?.setAttribute('aria-pressed', logged);
      const grid = values.filter((v, i) => i % Math.ceil(values.length / 7) === 0).flatMap(v => [
        make('line', { class: 'axis', x1: left, x2: width - right, y1: above + y(v), y2: above + y(v) }),
        make('text', { x: left - 6, y: above + y(v) + 4, 'text-anchor': 'end' }, format(v))]);
      const times = axis.ticks(w).map(v => make('text', { x: left + x(v), y: height - 6, 'text-anchor': x(v) > w - 16 ? 'end' : x(v) < 12 ? 'start' : 'middle' }, axis.label(v)));
      const plot = make('svg', { x: left, y: above - 1, width: w, height: h + 2, viewBox: `0 -1 ${w} ${h + 2}` },
        stacked ? areas(w, x, y) : seen().map(l => path(l, w, x, y)),
        marks.filter(m => m.x >= from && m.x <= to).map(m => make('line', { x1: x(m.x), x2: x(m.x), y1: 0, y2: h, stroke: m.color, 'stroke-width': 1.5, 'stroke-dasharray': '3 3' }, make('title', {}, m.label))),
        make('line', { class: 'cursor', y1: 0, y2: h, visibility: 'hidden' }), make('rect', { class: 'chosen', y: 0, height: h, visibility: 'hidden' }));
      svg.replaceChildren(...grid, ...times, plot);
      self.read();
    },
    // Writes what the lines are at the cursor.
    read() {
      if (!scale || element.hidden) return;
      const line = svg.querySelector('.cursor'), at = nearest(lines[0]?.xs ?? [], axis.cursor);
      const place = at === null ? null : lines[0].xs[at];
      const shows = place !== null && place >= scale.from && place <= scale.to;
      line.setAttribute('visibility', shows ? 'visible' : 'hidden');
      if (shows) ['x1', 'x2'].forEach(k => line.setAttribute(k, scale.x(place)));
      when.textContent = shows ? axis.label(place) : '';
      lines.forEach((l, i) => { legend.children[i].lastChild.textContent = shows && !hidden.has(l.name) ? valueAt(l, place) : ''; });
    },
    words() {
      const at = nearest(lines[0]?.xs ?? [], axis.cursor);
      return at === null ? '' : `${title}, ${axis.label(lines[0].xs[at])}: ${seen().map(l => `${l.name} ${valueAt(l, lines[0].xs[at])}`).join(', ')}`;
    },
  };
  const valueAt = (l, place) => {
    const i = nearest(l.xs, place), y = i === null ? null : l.ys[i];
    return y === null || y === undefined ? '–' : format(y);
  };
  const entries = () => [
    ...lines.map(l => make('li', {}, make('button', {
      type: 'button', 'aria-pressed': !hidden.has(l.name), title: `Show or hide ${l.name}`,
      onclick: e => {
        hidden.has(l.name) ? hidden.delete(l.name) : hidden.add(l.name);
        e.currentTarget.setAttribute('aria-pressed', !hidden.has(l.name));
        self.draw();
      },
    }, make('i', { class: stacked ? 'area' : '', style: `border-top-color:${l.color};${l.dash ? 'border-top-style:dashed' : ''}` }), l.name), make('span', {}))),
    ...marks.filter((m, i) => marks.findIndex(n => n.label === m.label) === i).map(m => make('li', {}, make('i', { style: `border-top-color:${m.color};border-top-style:dashed` }), m.label))];

  // The pointer: moving reads, dragging zooms, twice resets.
  let begun = null, pointed = false;
  const timeAt = e => {
    const box = svg.getBoundingClientRect(), share = (e.clientX - box.left) / box.width;
    return scale.from + Math.min(1, Math.max(0, (share * (scale.w + left + right) - left) / scale.w)) * (scale.to - scale.from);
  };
  frame.addEventListener('pointerdown', e => {
    if (e.button !== 0 || !scale) return;
    begun = timeAt(e);
    frame.setPointerCapture(e.pointerId);
  });
  frame.addEventListener('pointermove', e => {
    if (!scale) return;
    pointed = true;
    axis.read(timeAt(e));
    if (begun === null) return;
    const rect = svg.querySelector('.chosen'), [a, b] = [begun, timeAt(e)].sort((p, q) => p - q);
    rect.setAttribute('visibility', 'visible');
    rect.setAttribute('x', scale.x(a));
    rect.setAttribute('width', Math.max(0, scale.x(b) - scale.x(a)));
  });
  frame.addEventListener('pointerup', e => {
    if (begun === null) return;
    const [a, b] = [begun, timeAt(e)].sort((p, q) => p - q);
    begun = null;
    if (scale.x(b) - scale.x(a) > 6) axis.zoom(a, b);
    else svg.querySelector('.chosen').setAttribute('visibility', 'hidden');
  });
  frame.addEventListener('pointercancel', () => { begun = null; axis.later(true); });
  // What the keys read stays when the pointer, which rested there, is moved away.
  frame.addEventListener('pointerleave', () => { if (begun === null && pointed) axis.read(null); });
  frame.addEventListener('dblclick', () => axis.zoom());
  frame.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const xs = lines[0]?.xs ?? [], [a, b] = inside(xs), at = nearest(xs, axis.cursor), stride = e.shiftKey ? 10 : 1;
    const next = { ArrowLeft: (at ?? b) - stride, ArrowRight: (at ?? a - 1) + stride, Home: a, End: b - 1 }[e.key];
    pointed = false;
    if (next !== undefined && b > a) axis.read(xs[Math.min(b - 1, Math.max(a, next))]);
    else if (chartKeys[e.key]) chartKeys[e.key]();
    else return;
    e.preventDefault();
    const reading = document.getElementById('reading');
    if (reading) reading.textContent = axis.zoomed && next === undefined ? `${axis.label(axis.range[0])} to ${axis.label(axis.range[1])}` : self.words();
  });
  axis.charts.push(self);
  return self;
};
