/** Texts of e-mails about signing in and joining. Pure; links carry their secret after #, which no server is sent. */
type Mail = { subject: string; text: string };

const closing = "\n\nIf you didn't ask for this, you need do nothing.";

export const resetMail = (link: string): Mail => ({
  subject: "Choose a new password for VOD Manager",
  text: `Somebody, we hope you, asked for a new password for VOD Manager. Choose one here within an hour:\n\n${link}${closing}`,
});

export const verifyMail = (link: string): Mail => ({
  subject: "Confirm your e-mail address for VOD Manager",
  text: `Confirm that this address is yours, to sign in to VOD Manager with it:\n\n${link}${closing}`,
});

/** What the old address is told when its user asks to have another. */
export const movingMail = (email: string): Mail => ({
  subject: "Your VOD Manager user is to have another address",
  text: `Somebody, we hope you, wants to sign in to VOD Manager with ${oneLine(email)} instead of this address. It counts as soon as the link in the e-mail to that address is opened.\n\nIf it wasn't you, change your password now: whoever asked knows it.`,
});

/** What somebody is told who signed up with an address that is known already: the page told them nothing of it. */
export const knownAddressMail = (signInLink: string): Mail => ({
  subject: "You have a VOD Manager user already",
  text: `Somebody, we hope you, tried to make a VOD Manager user with this address. There is one already: sign in, or choose a new password, here:\n\n${signInLink}${closing}`,
});

export const invitationMail = (input: {
  accountName: string;
  invitedBy: string;
  role: string;
  link: string;
}): Mail => ({
  subject: `Join ${oneLine(input.accountName)} on VOD Manager`,
  text: `${oneLine(input.invitedBy)} invites you to ${oneLine(input.accountName)} on VOD Manager, as ${input.role}. Accept within 7 days:\n\n${input.link}${closing}`,
});

/** Names are other people's text: no line of theirs may look like one of ours. */
const oneLine = (text: string) => text.replaceAll(/\p{Cc}|\p{Cf}|[\u2028\u2029]/gu, " ").slice(0, 80);
