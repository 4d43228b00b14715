/** @param {number[]} numbers */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** A time with a ceiling in the same unit, or with none: then it is told and not judged. */
export const figure = (name, value, baseline, unit, budget) => ({
  name,
  value,
  unit,
  baseline,
  ratio: baseline ? value / baseline : null,
  budget,
  met: budget === null ? null : value <= budget,
});
