/** A file made or fetched by a page, given to the browser, which keeps it among its downloads. */

/** @param {string} name @param {string} type @param {BlobPart} data */
export function save(name, type, data) {
  const address = URL.createObjectURL(new Blob([data], { type }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers begin to read it late
}
