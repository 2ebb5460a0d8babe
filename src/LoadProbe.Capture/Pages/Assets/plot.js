// What happened to one flow over time, drawn from its packets. plot.t, client, from, to, ack, window, kind and hole are columns of equal length.
const kinds = ['seg', 'again', 'late', 'copy', 'reset', 'asked'];
const [plotLeft, plotRight, plotAbove, plotBelow] = [58, 10, 8, 22];
const bytes = n => n >= 1e9 ? `${+(n / 1e9).toFixed(2)} GB` : n >= 1e6 ? `${+(n / 1e6).toFixed(2)} MB` : n >= 1e3 ? `${+(n / 1e3).toFixed(1)} kB` : `${Math.round(n)} B`;
const span = (values, start = [Infinity, -Infinity]) => values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], start);

// A frame with its axes; draw(x, y) gives what is in it, and is called again when the place becomes wider or narrower.
const framed = ({ label, low, times, most, least = 0, format, draw, tell }) => {
  const svg = make('svg', { class: low ? 'packets low' : 'packets', role: 'img', 'aria-label': label }), readout = make('p', { class: 'readout' }, ' ');
  const height = low ? 150 : 240, levelsOf = levels(most - least).map(v => v + least).filter(v => v <= most * 1.0001 || v === least), [first, last] = times, length = Math.max(last - first, 1e-6);
  let width = 0;
  const y = v => height - plotBelow - (height - plotAbove - plotBelow) * (Math.min(Math.max(v, least), most) - least) / Math.max(most - least, 1e-9);
  const x = t => plotLeft + (width - plotLeft - plotRight) * (t - first) / length;
  const redraw = () => {
    width = Math.max(220, svg.clientWidth || 560);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const ticks = levels(length).filter(t => t <= length * 1.0001), narrow = Math.ceil(ticks.length / Math.max(2, Math.floor((width - plotLeft) / 70)));
    svg.replaceChildren(
      ...levelsOf.map(v => make('line', { class: 'axis', x1: plotLeft, x2: width - plotRight, y1: y(v), y2: y(v) })),
      ...levelsOf.map(v => make('text', { x: plotLeft - 6, y: y(v) + 4, 'text-anchor': 'end' }, format(v))),
      ...ticks.filter((_, i) => i % narrow === 0).map(t => make('text', { x: x(first + t), y: height - 6, 'text-anchor': t === 0 ? 'start' : x(first + t) > width - 40 ? 'end' : 'middle' }, time(t))),
      ...draw(x, y));
  };
  svg.addEventListener('pointermove', e => {
    const box = svg.getBoundingClientRect(), at = first + length * ((e.clientX - box.left) * width / box.width - plotLeft) / Math.max(1, width - plotLeft - plotRight);
    readout.textContent = tell(at) ?? ' ';
  });
  svg.addEventListener('pointerleave', () => { readout.textContent = ' '; });
  new ResizeObserver(redraw).observe(svg);
  return make('div', {}, svg, readout);
};

// Segments of one direction by their numbers, what the other side acknowledged, and how far it let the sender go.
const sequencePlot = (flow, client) => {
  const { plot } = flow, all = plot.t.map((_, i) => i), own = all.filter(i => plot.client[i] === client && plot.to[i] > plot.from[i]), back = all.filter(i => plot.client[i] !== client && plot.ack[i] >= 0);
  const [least, most] = span(own.map(i => plot.to[i]), span(own.map(i => plot.from[i])));
  const acks = x => y => {
    let line = '', edge = '', top = -Infinity;
    for (const i of back) {
      const level = Math.max(top, plot.ack[i]), at = x(plot.t[i]);
      line += line === '' ? `M${at} ${y(level)}` : `H${at}V${y(level)}`;
      top = level;
      if (plot.window[i] >= 0) edge += edge === '' ? `M${at} ${y(plot.ack[i] + plot.window[i])}` : `H${at}V${y(plot.ack[i] + plot.window[i])}`;
    }
    return [make('path', { class: 'edge', d: edge }), make('path', { class: 'ack', d: line })];
  };
  const draw = (x, y) => {
    const marks = kinds.map(() => '');
    let holes = '';
    for (const i of own) {
      const at = x(plot.t[i]), [a, b] = [y(plot.from[i]), y(plot.to[i])];
      marks[plot.kind[i]] += `M${at} ${a}V${Math.min(b, a - 1.5)}`;
      if (plot.hole[i] > 0) holes += `M${at} ${y(plot.from[i] - plot.hole[i])}V${a}`;
    }
    const resets = all.filter(i => plot.kind[i] === 4 && plot.client[i] === client).map(i => `M${x(plot.t[i])} ${plotAbove}V${240 - plotBelow}`).join('');
    return [
      ...plot.stalls.filter(s => s[0] !== client).map(([, from, to]) => make('rect', { class: 'stall', x: x(from), y: plotAbove, width: Math.max(1.5, x(to) - x(from)), height: 240 - plotAbove - plotBelow })),
      ...acks(x)(y), ...marks.map((d, kind) => d === '' ? null : make('path', { class: kinds[kind], d })).filter(e => e),
      ...(holes === '' ? [] : [make('path', { class: 'hole', d: holes })]), ...(resets === '' ? [] : [make('path', { class: 'reset', d: resets })]),
    ];
  };
  const ownTimes = own.map(i => plot.t[i]);
  const tell = at => {
    const i = own[nearest(ownTimes, at)];
    return i === undefined ? null : `at ${time(plot.t[i])}: ${whole(plot.from[i])} to ${whole(plot.to[i])}, ${bytes(plot.to[i] - plot.from[i])}`;
  };
  const name = client ? 'client → server' : 'server → client';
  return make('div', {}, make('h4', {}, `Sequence over time, ${name}`),
    framed({ label: `Sequence numbers over time, ${name}, of flow ${flow.number}; the table of findings says the same in words`, times: span(plot.t), least, most, format: bytes, draw, tell }));
};

const tripPlot = flow => {
  const { plot } = flow, most = span(plot.rtt.map(r => r[2]))[1];
  const draw = (x, y) => ['handshake', 'seq_ack', 'timestamps'].map(by => make('path', { class: `trip ${by}`, d: plot.rtt.filter(r => r[1] === by).map(r => `M${x(r[0])} ${y(r[2])}h.01`).join('') }));
  const tell = at => {
    const r = plot.rtt[nearest(plot.rtt.map(r => r[0]), at)];
    return r ? `at ${time(r[0])}: ${time(r[2])} by ${r[1]}` : null;
  };
  return make('div', {}, make('h4', {}, 'Round trips'),
    framed({ label: `Round trips over time of flow ${flow.number}; the table below has their percentiles`, low: true, times: span(plot.t), most: levels(most).at(-1), format: time, draw, tell }));
};
