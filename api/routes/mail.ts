export const mailRoutes = () => async () => {}
