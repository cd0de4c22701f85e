import { badRequest } from './errors.js';

const MAX_ID = 2 ** 31 - 1;

/** @param {string} text */
export function parseId(text, name = 'id') {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > MAX_ID) {
    throw badRequest(`${name} must be a positive whole number.`);
  }
  return value;
}

/**
 * @param {URLSearchParams} query
 * @param {{ fallback: number, min: number, max: number }} range
 */
export function intParam(query, name, { fallback, min, max }) {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw badRequest(`${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}

/** @param {URLSearchParams} query */
export function pageParams(query) {
  return {
    limit: intParam(query, 'limit', { fallback: 20, min: 1, max: 100 }),
    offset: intParam(query, 'offset', { fallback: 0, min: 0, max: MAX_ID }),
  };
}

/** @returns {string | undefined} */
export function choiceParam(query, name, choices) {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!choices.includes(text)) throw badRequest(`${name} must be one of ${choices.join(', ')}.`);
  return text;
}

/** `?month=2025-03` as a half-open range of time. */
export function monthParam(query) {
  const text = query.get('month') ?? '';
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (!match || match[1] === '0000') throw badRequest('month is required, as YYYY-MM.');
  return { month: text, ...months(Number(match[1]), Number(match[2]), 1) };
}

/** `?quarter=2025-Q1` as a half-open range of time. */
export function quarterParam(query) {
  const text = query.get('quarter') ?? '';
  const match = /^(\d{4})-Q([1-4])$/.exec(text);
  if (!match || match[1] === '0000') throw badRequest('quarter is required, as YYYY-Q1 to YYYY-Q4.');
  return { quarter: text, ...months(Number(match[1]), Number(match[2]) * 3 - 2, 3) };
}

function months(year, month, count) {
  const next = month + count;
  return { from: firstOf(year, month), to: next > 12 ? firstOf(year + 1, next - 12) : firstOf(year, next) };
}

const firstOf = (year, month) =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01T00:00:00Z`;
