/** The user and account that every browser test may sign in as. */
export const testUser = {
  email: "e2e@example.com",
  password: "e2e-password-1",
  name: "Test Streamer",
  accountSlug: "e2e",
};
