/** wx.request and wx.uploadFile: the browser's own requests, to the real API and storage. */
import { record } from '../world.js';
import { event } from './calls.js';
import { temporary } from './temporary.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const USUAL_MS = 60_000;
const METHODS = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT']);
const LOST = { errno: 600001, errCode: -1 };

/** Tells the end of an exchange in WeChat's way. */
function settle({ success, fail, complete }, name, result, error) {
  const told = error ? { errMsg: `${name}:fail ${error}`, ...LOST } : { errMsg: `${name}:ok`, ...result };
  (error ? fail : success)?.(told);
  complete?.(told);
}

function exchange(name, options, { method, url, body, header }) {
  const noted = { api: name, method, url, status: null };
  record.requests.push(noted);
  const asked = new XMLHttpRequest();
  asked.open(method, url);
  asked.timeout = options.timeout ?? USUAL_MS;
  Object.entries(header).forEach(([field, value]) => asked.setRequestHeader(field, value));
  asked.onload = () => {
    noted.status = asked.status;
    settle(options, name, { statusCode: asked.status, data: decoded(name, asked.responseText), header: {} });
  };
  asked.onerror = () => settle(options, name, null, 'fail net::ERR_FAILED');
  asked.ontimeout = () => settle(options, name, null, 'timeout');
  asked.onabort = () => settle(options, name, null, 'abort');
  asked.send(body);
  return asked;
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
  const promise = new Promise((success, fail) => { task = begin({ ...options, success, fail }); });
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
  const blob = temporary.blob(filePath);
  if (!blob) throw new Error(`uploadFile: no such file: ${filePath}`);
  const body = new FormData();
  Object.entries(formData).forEach(([field, value]) => body.append(field, value));
  body.append(name, blob, filePath.split('/').pop());
  const progress = event('ProgressUpdate');
  const asked = exchange('uploadFile', options, { method: 'POST', url, header, body });
  asked.upload.onprogress = ({ loaded, total }) => progress.fire({
    progress: Math.round((loaded / total) * 100), totalBytesSent: loaded, totalBytesExpectedToSend: total,
  });
  return { abort: () => asked.abort(), ...progress.api };
}

export const network = {
  request: (options) => promised(options, request),
  uploadFile: (options) => promised(options, uploadFile),
};

