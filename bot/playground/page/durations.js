// How long something took, in words.

/** @param {number} ms @returns {string} `14 ms`, `2.6 s`, `1:04 min` */
export const durationText = (ms) => {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")} min`;
};
