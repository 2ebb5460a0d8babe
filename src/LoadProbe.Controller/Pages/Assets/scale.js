// The first of some ordered numbers that is not below a value; and the one nearest to it.
const lower = (xs, value) => {
  let [a, b] = [0, xs.length];
  while (a < b) {
    const middle = (a + b) >> 1;
    if (xs[middle] < value) a = middle + 1;
    else b = middle;
  }
  return a;
};
const nearest = (xs, value) => {
  if (value === null || xs.length === 0) return null;
  const i = lower(xs, value);
  return i === xs.length || (i > 0 && value - xs[i - 1] <= xs[i] - value) ? i - 1 : i;
};
// Round numbers from zero to a value, and from below one value to above another by powers.
const levels = most => {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4, power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 2.5, 5, 10].map(m => m * power).find(s => s >= rough * 0.999);
  return Array.from({ length: Math.ceil(most / step - 0.001) + 1 }, (_, i) => i * step);
};
const decades = (least, most) => {
  const all = [], [low, high] = [Math.log10(least), Math.log10(Math.max(most, least * 1.001))], factors = high - low > 2.2 ? [1] : high - low > 1.2 ? [1, 3] : [1, 2, 5];
  for (let p = Math.floor(low) - 1; p <= Math.ceil(high); p++) all.push(...factors.map(f => f * 10 ** p));
  const first = all.findLastIndex(v => v <= least * 1.001), last = all.findIndex(v => v >= most * 0.999);
  return all.slice(Math.max(0, first), Math.max(last, first + 1) + 1);
};
