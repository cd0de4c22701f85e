/** The engine in a worker of its own: geometry never holds up the page. */
import { type Ask, Engine } from './engine.ts';

const engine = new Engine();

addEventListener('message', (event: MessageEvent<Ask>) => {
  const { id } = event.data;
  try {
    postMessage({ id, answer: engine.handle(event.data) });
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
});
