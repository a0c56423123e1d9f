/** The photo of an order that is not handed in yet: kept over a reload in this browser, and deleted afterwards. */
const [DATABASE, STORE] = ['gradphoto', 'photos'];

/** @returns {Promise<IDBDatabase>} */
function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T | null>} */
async function use(mode, work) {
  try {
    const base = await database();
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // before that a page that goes away takes it along
      transaction.oncomplete = () => resolve(request.result ?? null);
      transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return null; // a private window may forbid it: the photo then lives as long as the page
  }
}

/** A picture on this device; arrived: all of it is there, so that only its verdict is waited for.
 * @typedef {{ blob: Blob, photoNo: number | null, arrived?: boolean, doubts: string[] }} Shot */

/** photoNo: null until the order has given it one.  @param {string} name @param {Shot} shot */
export const keepFile = (name, shot) => use('readwrite', (store) => store.put(shot, name));
/** @param {string} name @returns {Promise<Shot | null>} */
export const keptFile = (name) => use('readonly', (store) => store.get(name));
/** @param {string} name */
export const dropFile = (name) => use('readwrite', (store) => store.delete(name));
export const dropAllFiles = () => use('readwrite', (store) => store.clear());
