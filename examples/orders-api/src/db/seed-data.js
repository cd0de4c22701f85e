import { createRandom } from '../lib/random.js';

const FIRST_NAMES = [
  'Ada',
  'Amir',
  'Bea',
  'Chidi',
  'Dana',
  'Emil',
  'Farah',
  'Grace',
  'Hana',
  'Igor',
  'Jun',
  'Kofi',
  'Lena',
  'Mateo',
  'Nadia',
  'Otto',
  'Priya',
  'Quinn',
  'Rosa',
  'Sven',
  'Tomoko',
  'Uma',
  'Viktor',
  'Wanda',
  'Yusuf',
  'Zoe',
];
const LAST_NAMES = [
  'Abe',
  'Berg',
  'Costa',
  'Diaz',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ito',
  'Jansen',
  'Kaya',
  'Lopez',
  'Mensah',
  'Novak',
  'Okafor',
  'Patel',
  'Rossi',
  'Silva',
  'Tanaka',
  'Ueda',
  'Vogel',
  'Weber',
  'Yilmaz',
  'Zhang',
];
const COUNTRIES = ['DE', 'FR', 'IT', 'ES', 'NL', 'PL', 'SE', 'US', 'BR', 'JP', 'IN', 'NG'];
const CATEGORIES = {
  audio: ['Headphones', 'Speaker', 'Microphone', 'Earbuds', 'Soundbar'],
  kitchen: ['Kettle', 'Toaster', 'Blender', 'Pan', 'Knife'],
  garden: ['Hose', 'Shears', 'Planter', 'Lantern', 'Bench'],
  office: ['Keyboard', 'Monitor', 'Chair', 'Desk', 'Lamp'],
  outdoor: ['Tent', 'Backpack', 'Stove', 'Bottle', 'Compass'],
  toys: ['Puzzle', 'Robot', 'Kite', 'Train', 'Blocks'],
};
const QUALITIES = [
  'Wireless',
  'Compact',
  'Ergonomic',
  'Foldable',
  'Quiet',
  'Rechargeable',
  'Sturdy',
  'Lightweight',
  'Classic',
  'Modular',
];
const MATERIALS = ['aluminium', 'bamboo', 'cotton', 'glass', 'recycled plastic', 'steel', 'walnut'];
const COLOURS = ['black', 'white', 'red', 'green', 'blue', 'sand', 'grey'];
const SPECS = ['Warranty', 'Assembly', 'Power', 'Packaging', 'Care', 'Origin', 'Noise', 'Rating'];
const STATUSES = ['paid', 'paid', 'paid', 'shipped', 'shipped', 'open', 'cancelled'];
const NOTES = [
  'Leave with the neighbour',
  'Ring twice',
  'Gift, no invoice in the box',
  'Deliver after 18:00, "side door"',
];

const YEAR_START = Date.UTC(2025, 0, 1);
const YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * Rows for every table, spread over the year 2025. Equal sizes and seed give equal rows.
 * @param {{ seed: number, customers: number, products: number, orders: number }} sizes
 */
export function generate(sizes) {
  const random = createRandom(sizes.seed);
  const customers = Array.from({ length: sizes.customers }, (_, i) => customer(random, i + 1));
  const products = Array.from({ length: sizes.products }, (_, i) => product(random, i + 1));
  const orders = Array.from({ length: sizes.orders }, (_, i) => order(random, i + 1, sizes));
  const orderItems = orders.flatMap(({ id }) => items(random, id, products));
  return { customers, products, orders, orderItems };
}

function customer(random, id) {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return {
    id,
    name: `${first} ${last}`,
    email: `${first}.${last}.${id}@example.com`.toLowerCase(),
    country: random.pick(COUNTRIES),
    created_at: new Date(YEAR_START - Math.floor(random.next() * YEAR_MS)).toISOString(),
  };
}

function product(random, id) {
  const category = random.pick(Object.keys(CATEGORIES));
  const kind = random.pick(CATEGORIES[category]);
  const quality = random.pick(QUALITIES);
  const material = random.pick(MATERIALS);
  return {
    id,
    sku: `${category.slice(0, 3).toUpperCase()}-${String(id).padStart(5, '0')}`,
    name: `${quality} ${kind} ${random.int(2, 99)}`,
    description: `A ${quality.toLowerCase()} ${kind.toLowerCase()} made of ${material}, for every day.`,
    category,
    price_cents: random.int(4, 400) * 50 - 1,
    attributes: JSON.stringify({
      material,
      colours: COLOURS.filter(() => random.next() < 0.5),
      size: { width: random.int(5, 200), height: random.int(5, 200), depth: random.int(5, 90), unit: 'cm' },
      specs: SPECS.map((name) => ({
        name,
        value: `${random.int(1, 12)} ${random.pick(QUALITIES).toLowerCase()}`,
      })),
    }),
  };
}

function order(random, id, sizes) {
  // In order of time, as orders are numbered.
  const at = YEAR_START + Math.floor(((id - random.next()) / sizes.orders) * YEAR_MS);
  return {
    id,
    customer_id: random.int(1, sizes.customers),
    status: random.pick(STATUSES),
    note: random.next() < 0.1 ? random.pick(NOTES) : null,
    created_at: new Date(at).toISOString(),
  };
}

function items(random, orderId, products) {
  return Array.from({ length: random.int(1, 6) }, (_, i) => {
    const chosen = random.pick(products);
    return {
      order_id: orderId,
      line: i + 1,
      product_id: chosen.id,
      quantity: random.int(1, 5),
      unit_price_cents: chosen.price_cents,
    };
  });
}
