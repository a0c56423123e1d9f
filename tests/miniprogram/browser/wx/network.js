/** wx.request and wx.uploadFile: the browser's own requests, to the real API and storage. */
import { outside, record } from '../world.js';
import { event } from './calls.js';
import { front } from './front.js';
import { temporary } from './temporary.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const USUAL_MS = 60_000;
const METHODS = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT']);
const HIDDEN_MS = 5000; // what is not answered by then, and whatever is asked later, waits for nobody
const LOST = { errno: 600001, errCode: -1 };

/** Tells the end of an exchange in WeChat's way. */
function settle({ success, fail, complete }, name, result, error) {
  const told = error ? { errMsg: `${name}:fail ${error}`, ...LOST } : { errMsg: `${name}:ok`, ...result };
  (error ? fail : success)?.(told);
  complete?.(told);
}

/** As the lists of WeChat's console forbid it; the tests say them (globalThis.domains). */
const isListed = (name, url) => globalThis.domains[name].includes(new URL(url, location).origin);

const running = new Set();
let silent = false;
let silence;

front.watch((shown) => {
  clearTimeout(silence);
  silent = false;
  if (!shown)
    silence = setTimeout(() => {
      silent = true;
      running.forEach((interrupt) => interrupt());
    }, HIDDEN_MS);
});

function exchange(name, options, { method, url, body, header }) {
  if (!isListed(name, url)) return refuse(options, name, 'url not in domain list');
  const noted = { api: name, method, url, status: null, at: performance.now() };
  const asked = new XMLHttpRequest();
  asked.open(method, url);
  asked.timeout = options.timeout ?? USUAL_MS;
  Object.entries(header).forEach(([field, value]) => asked.setRequestHeader(field, value));
  asked.onload = () => {
    noted.status = asked.status;
    settle(options, name, { statusCode: asked.status, data: decoded(name, asked.responseText), header: {} });
  };
  asked.onerror = () => settle(options, name, null, 'fail net::ERR_FAILED');
  const interrupt = () => {
    running.delete(interrupt);
    asked.abort();
  };
  asked.ontimeout = () => settle(options, name, null, 'timeout');
  asked.onabort = () => settle(options, name, null, running.has(interrupt) ? 'abort' : 'interrupted');
  asked.onloadend = () => running.delete(interrupt);
  if (silent) {
    setTimeout(() => settle(options, name, null, 'interrupted'));
    return asked;
  }
  record.requests.push(noted);
  running.add(interrupt);
  asked.send(body);
  return asked;
}

/** Nothing is sent; WeChat says why a moment later. */
function refuse(options, name, why) {
  setTimeout(() => settle(options, name, null, why));
  return { abort() {}, upload: {} };
}

/** An answer of wx.request is JSON wherever it can be; that of wx.uploadFile stays text. */
function decoded(name, text) {
  if (name !== 'request') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Without a callback a promise comes, with WeChat's task on it. */
function promised(options, begin) {
  if (options.success || options.fail || options.complete) return begin(options);
  let task;
  const promise = new Promise((success, fail) => {
    task = begin({ ...options, success, fail });
  });
  return Object.assign(promise, task);
}

function request(options) {
  const { url, data, method = 'GET', header = {} } = options;
  if (!METHODS.has(method)) throw new Error(`request: WeChat sends no ${method}`);
  const query = method === 'GET' && data ? `?${new URLSearchParams(data)}` : '';
  const body = method === 'GET' || data === undefined || typeof data === 'string' ? data : JSON.stringify(data);
  const asked = exchange('request', options, { method, url: url + query, body, header: { ...JSON_TYPE, ...header } });
  return { abort: () => asked.abort() };
}

function uploadFile(options) {
  const { url, filePath, name, formData = {}, header = {} } = options;
  if (!temporary.was(filePath)) throw new Error(`uploadFile: no such file: ${filePath}`);
  const blob = temporary.blob(filePath);
  if (!blob) return { ...refuse(options, 'uploadFile', 'file not found'), ...event('ProgressUpdate').api };
  const body = new FormData();
  Object.entries(formData).forEach(([field, value]) => body.append(field, value));
  body.append(name, blob, filePath.split('/').pop());
  const progress = event('ProgressUpdate');
  const asked = exchange('uploadFile', options, { method: 'POST', url, header, body });
  asked.upload.onprogress = ({ loaded, total }) =>
    progress.fire({
      progress: Math.round((loaded / total) * 100),
      totalBytesSent: loaded,
      totalBytesExpectedToSend: total,
    });
  return { abort: () => asked.abort(), ...progress.api };
}

/** WeChat fetches by itself, so what a browser may ask of another host is nothing to it. */
function downloadFile(options) {
  const { url } = options;
  if (!isListed('downloadFile', url)) return refuse(options, 'downloadFile', 'url not in domain list');
  const noted = { api: 'downloadFile', method: 'GET', url, status: null, at: performance.now() };
  record.requests.push(noted);
  outside('downloadFile', { url }).then(({ statusCode, file }) => {
    noted.status = statusCode;
    settle(options, 'downloadFile', { statusCode, tempFilePath: temporary.put(file) });
  });
  return { abort() {} };
}

export const network = {
  downloadFile: (options) => promised(options, downloadFile),
  request: (options) => promised(options, request),
  uploadFile: (options) => promised(options, uploadFile),
};
