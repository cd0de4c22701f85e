/** Listeners and timers that go on whoever runs the code: their end is out of reach, or nobody keeps it. */
import type { CallSite } from '../index-types.ts';
import type { Report, Reviewed } from '../rule.ts';
import { isAddedByMethod, isOfGateway, outlivesAnswer, settingUp } from './added-again.ts';
import { inEffect } from './in-effects.ts';
import { isTimerPerEvent, outlivesPromise } from './intervals.ts';
import { isKeptPerCall, leavesListener, outlivesComponent } from './kept-subscriptions.ts';
import { staysForGood } from './lost-listeners.ts';
import { addedByItself, isAddedPerTopic } from './unended.ts';

/** What is to be told of it; undefined where it ends. */
export function goesOn(file: Reviewed, site: CallSite, what: string): Parameters<Report>[0] | undefined {
  if (outlivesPromise(site) || outlivesAnswer(site, file.index)) {
    const message = `${what} goes on after the promise around it is settled`;
    return { node: site.node, fn: site.fn, tag: 'event', message, steps: [] };
  }
  const listening = addedByItself(site, file.index);
  if (listening && staysForGood(site, file.index)) {
    const message = `${what} adds one more each time the event around it comes`;
    return { node: site.node, fn: listening, tag: 'event', message, steps: [] };
  }
  if (isTimerPerEvent(site, file.index.text)) {
    const message = `${what} adds one more each time the event around it comes`;
    return { node: site.node, fn: site.fn.parent ?? site.fn, tag: 'event', message, steps: [] };
  }
  if (isOfGateway(file, site)) {
    const message = `${what} adds one more for each who connects, and nothing removes it`;
    return { node: site.node, fn: site.fn, tag: 'event', message, steps: [] };
  }
  if (isAddedPerTopic(site, file.index)) {
    const message = `${what} adds one more for each that is asked for, and nothing removes it`;
    return { node: site.node, fn: site.fn, tag: 'event', message, steps: [] };
  }
  if (isAddedByMethod(site, file.index) || isKeptPerCall(site, settingUp))
    return inEffect(site, `${what} adds one more each time ${site.fn.name} runs, and nothing removes it`);
  if (leavesListener(site, file.index.text))
    return inEffect(site, `${what} for each that subscribes, and nothing removes it`);
  return outlivesComponent(site) ? inEffect(site, `${what} goes on when the component is gone`) : undefined;
}
