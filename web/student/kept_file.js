/** The photo of an order that is not handed in yet: kept over a reload in this browser, and deleted afterwards. */
const [DATABASE, STORE] = ['gradphoto', 'photos'];

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

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

export const keepFile = (name, blob) => use('readwrite', (store) => store.put(blob, name));
export const keptFile = (name) => use('readonly', (store) => store.get(name));
export const dropFile = (name) => use('readwrite', (store) => store.delete(name));
export const dropAllFiles = () => use('readwrite', (store) => store.clear());
