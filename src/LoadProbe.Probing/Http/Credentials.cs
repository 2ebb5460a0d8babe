using System.Text;

namespace LoadProbe.Probing;

/// <summary>Who a request is from, as its header Authorization has it. What it holds is hidden from then on.</summary>
internal static class Credentials
{
    /// <summary>A name and a password (RFC 7617).</summary>
    public static string Of(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <summary>The value of the Authorization field.</summary>
    public static string Authorization(HttpAuth auth, Variables variables)
    {
        string secret = auth switch
        {
            BasicAuth basic => Of(basic.User.Resolve(variables), basic.Password.Resolve(variables)),
            BearerAuth bearer => bearer.Token.Resolve(variables),
            _ => ClientToken.Of((ClientCredentials)auth).Value,
        };
        variables.Hide(secret);
        return auth is BasicAuth ? $"Basic {secret}" : $"Bearer {secret}";
    }
}
