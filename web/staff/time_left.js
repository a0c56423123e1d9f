/** How long something will still take, of how long it took so far.  Pure. */

/** In words, empty until that can be told.  begun, moved: when it began, and was last heard of; share: of it that is
 * done, 0 to 1.
 * @param {string} begun @param {string | null} moved @param {number} share */
export function timeLeft(begun, moved, share) {
  const took = moved ? (Date.parse(moved) - Date.parse(begun)) / 1000 : 0;
  if (took <= 0 || share <= 0.02 || share >= 1) return '';
  const left = (took / share) * (1 - share);
  return left < 60 ? '还要不到 1 分钟' : `还要约 ${Math.ceil(left / 60)} 分钟`;
}
