/** Hands the ledger of the participants' page to the test. */
import { openBrowserLedger } from '../../examples/browser/ledger.ts';

declare global {
  interface Window {
    openBrowserLedger: typeof openBrowserLedger;
  }
}

window.openBrowserLedger = openBrowserLedger;
