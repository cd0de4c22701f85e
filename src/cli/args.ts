/** Arguments to an invocation; every mistake names the nearest thing that would have been right. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../core/model.ts';
import { nearest } from '../core/nearest.ts';
import { type Command, commonOptions, type Invocation, type Option } from './command.ts';

interface Token {
  readonly kind: 'option' | 'positional' | 'option-terminator';
  readonly index: number;
  readonly name?: string;
  readonly rawName?: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

/** @throws UserError */
export function parse(command: Command, argv: readonly string[], startedIn: string): Invocation {
  const options: Record<string, Option> = { ...commonOptions, ...command.options };
  const end = argv.indexOf('--');
  const rest = end < 0 ? [] : argv.slice(end + 1);
  const { tokens } = parseArgs({
    args: end < 0 ? [...argv] : argv.slice(0, end),
    options: Object.fromEntries(
      Object.entries(options).map(([name, o]) => [
        name,
        { type: o.type, ...(o.short ? { short: o.short } : {}) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (const token of tokens as readonly Token[]) {
    if (token.kind === 'positional') positionals.push(token.value!);
    else if (token.kind === 'option') values[token.name!] = optionValue(command, options, token);
  }
  if (!command.takesCommand && end >= 0) positionals.push(...rest);
  const cwd = path.resolve(startedIn, typeof values.cwd === 'string' ? values.cwd : '.');
  return { values, positionals, rest: command.takesCommand ? rest : [], cwd, json: values.json === true };
}

function optionValue(
  command: Command,
  options: Readonly<Record<string, Option>>,
  token: Token,
): string | boolean {
  const option = Object.hasOwn(options, token.name!) ? options[token.name!] : undefined;
  const see = `See perfloop ${command.name} --help.`;
  if (!option) {
    const near = nearest(token.name!, Object.keys(options));
    throw new UserError(`unknown option ${token.rawName}`, near ? `Did you mean --${near}? ${see}` : see);
  }
  if (option.type === 'boolean') {
    if (token.inlineValue) throw new UserError(`${token.rawName} takes no value`, see);
    return true;
  }
  const value = token.value;
  const swallowed = !token.inlineValue && value !== undefined && /^--?[A-Za-z]/.test(value);
  if (value === undefined || value === '' || swallowed) {
    throw new UserError(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? 'VALUE'}`, see);
  }
  if (option.oneOf && !option.oneOf.includes(value)) {
    const near = nearest(value, option.oneOf);
    const hint = near ? `Did you mean ${near}? ` : '';
    throw new UserError(
      `${token.rawName} cannot be ${value}`,
      `${hint}It is one of ${option.oneOf.join(', ')}.`,
    );
  }
  return value;
}

/** A whole number within bounds; undefined where the option is not given. @throws UserError */
export function wholeNumber(
  invocation: Invocation,
  name: string,
  range: { readonly min: number; readonly max: number; readonly unit?: string },
): number | undefined {
  return checked(invocation, name, range, /^\d+$/, 'a whole number');
}

/** @throws UserError */
export function decimalNumber(
  invocation: Invocation,
  name: string,
  range: { readonly min: number; readonly max: number; readonly unit?: string },
): number | undefined {
  return checked(invocation, name, range, /^(\d+\.?\d*|\.\d+)$/, 'a number');
}

function checked(
  invocation: Invocation,
  name: string,
  range: { readonly min: number; readonly max: number; readonly unit?: string },
  shape: RegExp,
  what: string,
): number | undefined {
  const text = invocation.values[name];
  if (typeof text !== 'string') return undefined;
  const value = Number(text);
  if (!shape.test(text) || value < range.min || value > range.max) {
    const unit = range.unit ? ` ${range.unit}` : '';
    throw new UserError(
      `--${name} cannot be ${text}`,
      `It is ${what} from ${range.min} to ${range.max}${unit}.`,
    );
  }
  return value;
}

export function textOption(invocation: Invocation, name: string): string | undefined {
  const value = invocation.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** `--shard I/N`. @throws UserError */
export function shardOption(
  invocation: Invocation,
): { readonly index: number; readonly of: number } | undefined {
  const text = textOption(invocation, 'shard');
  if (text === undefined) return undefined;
  const m = /^(\d+)\/(\d+)$/.exec(text);
  const [index, of] = [Number(m?.[1]), Number(m?.[2])];
  if (!m || index < 1 || of < 1 || index > of || of > 10_000)
    throw new UserError(`--shard cannot be ${text}`, 'It is I/N, such as 1/4.');
  return { index, of };
}

/** A regular expression; the letter's case counts only where the pattern has capitals. @throws UserError */
export function patternOption(invocation: Invocation, name: string): RegExp | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, /[A-Z]/.test(text) ? '' : 'i');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    throw new UserError(
      `--${name} is no regular expression: ${why}`,
      'Escape what is meant literally, as in \\(x\\).',
    );
  }
}

/** A share written as a percentage: `5%`, `2.5 %`, or a plain number of per cent. @throws UserError */
export function shareOption(invocation: Invocation, name: string): number | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(/^(\d+\.?\d*|\.\d+)\s*%?$/.exec(text)?.[1]) / 100;
  if (!(value >= 0.001 && value <= 10)) {
    throw new UserError(`--${name} cannot be ${text}`, 'It is a percentage from 0.1% to 1000%, such as 5%.');
  }
  return value;
}
