import { badRequest } from '../../lib/errors.js';

const MAX_LENGTH = 60;
const NAME_SCORE = 3;

export function createSearch({ catalogue, isQuery }) {
  /** Products whose name or description has the words of `text`, best first. */
  return async function search(text, { limit, offset }) {
    if (text.length > MAX_LENGTH || !isQuery(text)) {
      throw badRequest(`q must be words of letters and digits, at most ${MAX_LENGTH} characters.`);
    }
    const words = text.toLowerCase().split(/[ -]/).filter(Boolean);
    const hits = [];
    for (const product of await catalogue.products()) {
      const score = scoreOf(product, words);
      if (score > 0) hits.push({ product, score });
    }
    hits.sort((a, b) => b.score - a.score || a.product.id - b.product.id);
    return {
      hits: hits.slice(offset, offset + limit).map(hitView),
      page: { limit, offset, total: hits.length },
    };
  };
}

function scoreOf(product, words) {
  const name = product.name.toLowerCase();
  const description = product.description.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (name.includes(word)) score += NAME_SCORE;
    if (description.includes(word)) score += 1;
  }
  return score;
}

const hitView = ({ product, score }) => ({
  id: product.id,
  sku: product.sku,
  name: product.name,
  category: product.category,
  priceCents: product.priceCents,
  score,
});
