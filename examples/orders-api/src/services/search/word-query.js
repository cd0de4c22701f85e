const WORDS = /^([a-z0-9]+[ -]?)+$/i;

/** Words of letters and digits, with a space or a hyphen between them. */
export const isQuery = (text) => WORDS.test(text);
