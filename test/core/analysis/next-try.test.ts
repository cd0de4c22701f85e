import { check } from './marked.ts';

const retries = (name: string, code: string): void =>
  check(name, { 'src/a.ts': code }, 'retry-without-backoff');
const head = `const get = (url) => fetch(url, { signal: AbortSignal.timeout(100) });
`;

retries(
  'a failure that is thrown on is not repeated',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { log(error); throw error; }
  }
}
export async function b(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try { return await get(url); } catch (error) { log(error); if (isTransient(error)) continue; throw error; }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { if (error instanceof FileGoneError) continue; throw error; }
  }
}
`,
);

retries(
  'what is another each time is not tried again',
  `${head}export async function a(urls) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const url = nextUrl(urls);
    try { return await get(url); } catch (error) { log(error); }
  }
}
export async function b(name) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const url = urlOf(name);
    try { return await get(url); } catch (error) { log(error); }
  }
}
`,
);

retries(
  'a helper for limits waits',
  `${head}export async function a(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try { return await get(url); } catch (error) { await handleRateLimit(error); }
  }
}
`,
);

retries(
  'what nobody explains is told by its name where a failure is expected',
  `import { mailer } from './mailer';
export async function a(letter) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    try {
      return await mailer.sendLetter(letter);
    } catch (error) {
      log(error);
    }
  }
}
export async function b(image) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await image.shrink(letter);
    } catch (error) {
      log(error);
    }
  }
}
`,
);

retries(
  'one after another of what is to be tried again, a poll with a timer of its own, a question asked again',
  `${head}export async function a(retries) {
  for (const retry of retries) {
    try { await get(retry.url); } catch (error) { log(error); }
  }
}
export async function b(url) {
  const tick = () => new Promise((done) => setTimeout(done, 1000));
  let attempts = 0;
  while (attempts < 9) {
    await tick();
    attempts++;
    try { return await get(url); } catch { continue; }
  }
}
export async function c(url) {
  for (let attempt = 0; attempt < 3; attempt++) {
    await get(url);
    const text = await listen();
    if (isYes(text)) return;
  }
}
export async function d(url) {
  for (const attempt of [1, 2, 3]) { // !retry-without-backoff
    try { return await get(url + attempt); } catch (error) { log(error); }
  }
}
export async function e(url) {
  for (let attempt = 0; attempt < 3; attempt++) { // !retry-without-backoff
    const answer = await get(url);
    if (answer.ok) return answer;
  }
}
`,
);
