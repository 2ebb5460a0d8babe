using NATS.NKeys;

namespace LoadProbe.Link;

/// <summary>Lets users into the account, by its signing key.</summary>
/// <param name="seed">That of the signing key.</param>
/// <param name="account">The account's public key.</param>
public sealed class Issuer(string seed, string account)
{
    /// <summary>What an agent is allowed, for as long as it lasts. The seed of the key stays with the agent.</summary>
    public string Agent(string name, string key, DateTimeOffset now, TimeSpan life) => Mint(key, name, Grants.OfAgent(name), now, now + life);

    /// <summary>What somebody who is invited asks with.</summary>
    public Credentials Invitation(string id, DateTimeOffset now, DateTimeOffset expires) => WithKey(key => Mint(key, $"invitation {id}", Grants.OfInvitation(id), now, expires));

    internal Credentials Controller(DateTimeOffset now) => WithKey(key => Mint(key, "controller", Grants.OfController(), now, expires: null));

    /// <summary>Whether something is a user's public key.</summary>
    internal static bool IsKey(string key) => key.Length == 56 && KeyPair.IsValidPublicKey(PrefixByte.User, key);

    /// <summary>A user whose key is made here.</summary>
    internal static Credentials WithKey(Func<string, string> mint)
    {
        using KeyPair pair = KeyPair.CreatePair(PrefixByte.User);
        return new Credentials(mint(pair.GetPublicKey()), pair.GetSeed());
    }

    internal string Mint(string key, string name, Grants grants, DateTimeOffset now, DateTimeOffset? expires)
    {
        using KeyPair signing = KeyPair.FromSeed(seed);
        return NatsJwt.Mint(signing, "user", key, name, grants.Claims(account), now, expires);
    }
}
