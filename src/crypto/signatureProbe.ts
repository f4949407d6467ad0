/**
 * Signatures under one valid key on which verifiers differ, with the verdicts of veilsum-1. A
 * platform is tested with them before it is used. Each is a case of the same name in
 * test/vectors/crypto/ed25519-edge.json.
 */

/** A key that every verifier accepts: canonical and of prime order. */
export const PROBE_KEY = 'c276ea6c59b67f166a6dbd14aebebeb1a4324ffa24722c2b721561138273942c';

/** One probe; message and signature are hexadecimal. */
export interface ProbeCase {
  readonly name: string;
  readonly message: string;
  readonly signature: string;
  readonly valid: boolean;
}

/** The probes, with the verdict that a platform must give on each. */
export const PROBE_CASES: readonly ProbeCase[] = [
  {
    name: 'valid',
    message: '2d88c56c315cfd701343ca5f6ae8b049d59d84d04ed8213190fda63e20eeee88',
    signature:
      'a4620ab3bf4a20d89350785fa624aebc0e6c220208c1d7595adcb3c4fd217851' +
      'da6f942247edebae0009157e6d265a8989923ed6689b704baf331ba6c212c201',
    valid: true,
  },
  {
    name: 'first bit of R flipped',
    message: '2d88c56c315cfd701343ca5f6ae8b049d59d84d04ed8213190fda63e20eeee88',
    signature:
      'a5620ab3bf4a20d89350785fa624aebc0e6c220208c1d7595adcb3c4fd217851' +
      'da6f942247edebae0009157e6d265a8989923ed6689b704baf331ba6c212c201',
    valid: false,
  },
  {
    name: 'R with a component of order 2',
    message: '32e3e302dd3615b684f6a38da01d2b59eeb2c3eb6b43306ce2263bf734ac91bd',
    signature:
      '38a8f4d07cc8bd3b33ad2b11d89fe9d2d775984deaa09ee4646819ab3bdffc83' +
      'dece51dfad822a88c7749a8295a92849cf08b68371df77e258f44e0b198f5c07',
    valid: false,
  },
  {
    name: 'R with a component of order 8',
    message: '2391eea2d53feb4995e3a44966b9c82092f9b52761b7a6a5c7be2aa6ef0b61b4',
    signature:
      'fd736f2a7f6fd78b84b0a279657fd08bc6fcd14573355b4164b0abb25d31a3dc' +
      '8e01c25848fff2d131ebf8707d03eb982d05a36426f5b5098ef376d5b10e8302',
    valid: false,
  },
  {
    name: 'R is the identity',
    message: '0bc5a4cf7820dd84f6658d654eda8d79d2a0604d0f00945f7c61360dc0349ab7',
    signature:
      '0100000000000000000000000000000000000000000000000000000000000000' +
      'a4cd249aca88ff955af953179346ef3c8f5c3e874208de818235eb9eee1f8005',
    valid: true,
  },
  {
    name: 'R is the identity as y = p + 1',
    message: 'c2d94fef33de7dbd4ccb2667d313035c0315faba628325d8c952c5b16eebe598',
    signature:
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f' +
      'eb06bd4ef857f862f0781c19206330403d8af43128dd183997869980cd110709',
    valid: false,
  },
  {
    name: 'R is the identity with a sign',
    message: '2d5ad9db4986aa701c1fc2f51858a94364e2526d4a3d199cd507796a180825e8',
    signature:
      '0100000000000000000000000000000000000000000000000000000000000080' +
      '5fa61333666a86637fd7afafc4f012edd5488ad5fa59fa9b65d7d8f92a6aaf0b',
    valid: false,
  },
  {
    name: 's + L',
    message: '2d88c56c315cfd701343ca5f6ae8b049d59d84d04ed8213190fda63e20eeee88',
    signature:
      'a4620ab3bf4a20d89350785fa624aebc0e6c220208c1d7595adcb3c4fd217851' +
      'c7438a7f6150fe06d7a50c214c20399e89923ed6689b704baf331ba6c212c211',
    valid: false,
  },
];
