// Evaluates expressions over modules: reads lines {module, expression}, writes lines {value} or {error}.
import { createInterface } from 'node:readline';

async function answer({ module, expression }) {
  try {
    return { value: await new Function('it', `return (${expression});`)(await import(module)) };
  } catch (error) {
    return { error: error.stack };
  }
}

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await answer(JSON.parse(line))));
