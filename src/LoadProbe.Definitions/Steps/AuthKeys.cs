namespace LoadProbe.Definitions;

/// <summary>The keys of who a request says that it is from.</summary>
internal static class AuthKeys
{
    public static readonly Key Own = new("auth", Forms.Table("auth"), "Who the request is from: the header Authorization, to the step's own host alone.");

    public static readonly KeyTable Auth = new("auth",
        new("basic", Forms.Table("auth_basic"), "A name and a password."),
        new("bearer", Forms.Text, "A token that is known: ${secret:env:NAME}, or a variable."),
        new("oauth2", Forms.Table("auth_oauth2"), "A token that is fetched with client credentials, and used until it ends."))
    { OneOf = ["basic", "bearer", "oauth2"] };

    public static readonly KeyTable Basic = new("auth_basic",
        new("user", Forms.Text, "The name."),
        new("password", Forms.Text, "The password: ${secret:env:NAME}, or a variable.")) { Required = ["user", "password"] };

    public static readonly KeyTable OAuth2 = new("auth_oauth2",
        new("token_url", Forms.Text, "Where the token is fetched: an http or https URL."),
        new("client_id", Forms.Text, "Who we are there."),
        new("client_secret", Forms.Text, "Its secret: ${secret:env:NAME} or ${secret:file:PATH}."),
        new("scopes", Forms.WordOrWords, "What the token is to allow."),
        new("audience", Forms.Text, "Whom the token is for.")) { Required = ["token_url", "client_id", "client_secret"] };
}
