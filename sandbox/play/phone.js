/** In the mini-program's frame: what WeChat and the person would answer, the control page around it answers. */
const waiting = new Map(); // by the question's number
const every = { includes: () => true };
globalThis.domains = { request: every, uploadFile: every, downloadFile: every };
globalThis.settings = { api: location.origin };
globalThis.weixin = async (name, argument) => {
  if (name === 'downloadFile') {
    const got = await fetch(argument.url).catch(() => new Response(null, { status: 502 }));
    return { statusCode: got.status, file: await got.blob() };
  }
  return new Promise((answer) => {
    waiting.set(waiting.size, answer);
    parent.postMessage({ number: waiting.size - 1, name, argument }, '*');
  });
};
addEventListener('message', ({ source, data }) => source === parent && waiting.get(data.number)?.(data.answer));
