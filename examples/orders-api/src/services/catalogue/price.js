/** @param {number} priceCents euro cents */
export const convert = (priceCents, rate) => Math.round(priceCents * rate) / 100;
