using System.Globalization;

namespace LoadProbe.DemoBroker;

/// <summary>Who may log in: demo/demo, user01/pass01 to user50/pass50, and the brokerage itself to rehearse.</summary>
internal static class Customers
{
    /// <summary>The account of the <see cref="Rehearsal"/>, with a password nobody else can know.</summary>
    public static readonly Login Rehearsing = new("rehearsal", Guid.NewGuid().ToString("n"));

    private static readonly Dictionary<string, string> Passwords = Enumerable.Range(1, 50)
        .Select(n => n.ToString("00", CultureInfo.InvariantCulture))
        .ToDictionary(n => $"user{n}", n => $"pass{n}")
        .Append(new("demo", "demo"))
        .Append(new(Rehearsing.User!, Rehearsing.Password!))
        .ToDictionary();

    public static IEnumerable<string> Users => Passwords.Keys;

    public static bool Knows(string? user, string? password) =>
        user is not null && password is not null && Passwords.TryGetValue(user, out var expected) && expected == password;
}
