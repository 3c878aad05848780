import { NothingHere } from "#app/_ui/nothing-here.tsx";

/** Below the header, within the page's main part. */
export default NothingHere;
