/** What language models answer: a few thousand words at most, whoever asks. */
import { bare, calledName, dotted, isCall, methodName, type Node, receiverOf } from '../ast.ts';
import type { Site } from '../index-types.ts';
import { find } from '../scopes.ts';

type At = Pick<Site, 'scope'>;

/** As the interfaces of OpenAI, Anthropic and Google, and the AI SDK, give it. */
const answers =
  /(^|\.)choices(\[\]|\.0)\.((message|delta)\.content|text)$|\.content(\[\]|\.0)\.text$|\.output_text$|\.parts(\[\]|\.0)\.text$|\w\.response\.text\(\)$|^generateText\(\)\.text$/;
/** `callLLM(prompt)`, `askClaude(question)`, `createChatCompletion(…)` */
const asks =
  /^(call|ask|query|generate|invoke|chat|prompt|request|run|create|get|complete)\w*(LLM|Llm|G[Pp][Tt]|Open[Aa][Ii]|Claude|Gemini|Anthropic|Ollama|ChatCompletion)/;
/** `parseLlmJson(raw)`, `aiResponse` */
const parses = /^(parse|extract|clean|strip|read)\w*(LLM|Llm|A[Ii]|G[Pp][Tt]|Claude|Gemini|Model)([A-Z]|$)/;
const named =
  /^(llm|ai|gpt|model|claude|gemini|assistant)_?(response|output|answer|text|result|reply|message|content)$/i;

/** More than anybody does to an answer before it is looked at. */
const deepest = 8;

export function isModelAnswer(node: Node, site: At, depth = 0): boolean {
  const n = bare(node);
  if (depth > deepest) return false;
  if (answers.test(dotted(n))) return true;
  if (n.type === 'AwaitExpression') {
    const asked = bare(n.argument);
    return isCall(asked) && asks.test(calledName(asked));
  }
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (!b || b.loopItem) return false;
    if (b.kind === 'param')
      return b.path.length === 0 && (named.test(n.name) || parses.test(b.scope.fn.name));
    if (!b.init || b.writes.length > 0 || b.kind === 'import') return false;
    return b.path.length === 0
      ? isModelAnswer(b.init, b, depth + 1)
      : answers.test(`${dotted(b.init)}.${b.path.join('.')}`);
  }
  const of =
    isCall(n) && /^(trim|trimStart|trimEnd|replace|replaceAll|toString)$/.test(methodName(n))
      ? receiverOf(n)
      : undefined;
  return of !== undefined && isModelAnswer(of, site, depth + 1);
}
