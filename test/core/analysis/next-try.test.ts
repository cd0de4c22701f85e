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
