import type { Library } from './types.ts';

/** Nodes of block chains other than Ethereum and Solana: each question is a request. */
export const polkadot: Library = {
  family: 'Polkadot',
  packages: ['@polkadot/api'],
  exports: { ApiPromise: 'polkadot.static', '*': 'polkadot.value' },
  kinds: {
    polkadot: {
      get: { query: 'polkadot.query', rpc: 'polkadot.query', derive: 'polkadot.query' },
      returns: { at: 'polkadot' },
    },
    'polkadot.static': { returns: { create: 'polkadot' } },
    'polkadot.query': {
      effect: 'http',
      reads: '*',
      pure: 'multi queryMulti',
      get: { '*': 'polkadot.query' },
    },
    'polkadot.value': {},
  },
};

/** What is asked is put together first: `algod.accountInformation(address).do()`. */
export const algorand: Library = {
  family: 'Algorand',
  packages: ['algosdk'],
  exports: { Algodv2: 'new algod', Indexer: 'new algod', default: 'algosdk', '*': 'algosdk.value' },
  kinds: {
    algosdk: { get: { Algodv2: 'new algod', Indexer: 'new algod' } },
    algod: { effect: 'http', reads: 'do', returns: { '*': 'algod' } },
    'algosdk.value': {},
  },
};

export const ton: Library = {
  family: 'TON',
  packages: ['@ton/ton', 'ton'],
  exports: { TonClient: 'new ton', TonClient4: 'new ton', '*': 'ton.value' },
  kinds: {
    ton: {
      effect: 'http',
      reads: 'getBalance getTransactions runMethod isContractDeployed getContractState getAccount getBlock',
      writes: 'sendFile sendMessage',
    },
    'ton.value': {},
  },
};

export const starknet: Library = {
  family: 'Starknet',
  packages: ['starknet'],
  exports: { RpcProvider: 'new starknet', Provider: 'new starknet', '*': 'starknet.value' },
  kinds: {
    starknet: {
      effect: 'http',
      reads:
        'callContract getBlock getBlockWithTxs getTransactionReceipt getTransaction getStorageAt getNonceForAddress getClassHashAt',
    },
    'starknet.value': {},
  },
};
