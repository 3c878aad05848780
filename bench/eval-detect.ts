/** `npm run eval:detect`: agreement of the scorer with viewers' clip links beside the plain z-score, a table a split. */
import { hasSharedChats, measureAgreement, noSharedData } from "./detect/agreement.ts";

if (hasSharedChats()) for (const { table } of await measureAgreement(["tune", "val", "all"])) console.log(table);
else console.log(noSharedData);
