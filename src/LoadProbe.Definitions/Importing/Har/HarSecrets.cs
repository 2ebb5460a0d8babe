using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>What must not be written: by the name of the field that it stands in, by its form, or as it was met as one before.</summary>
internal sealed partial class HarSecrets
{
    // Shorter ones are also words: a customer demo with the password demo.
    private const int ShortestAnywhere = 6;

    private static readonly string[] Parts = ["password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "apikey", "accesskey", "privatekey", "credential", "authorization", "signature", "sessionid", "csrf", "xsrf"];
    private static readonly HashSet<string> Whole = ["pass", "pin", "otp", "cvv", "cvc", "sid", "jwt", "sig", "auth", "session", "xauth"];

    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<string> _used = [];

    /// <summary>Those that the journey has, as variables, in the order met.</summary>
    public IReadOnlyCollection<string> Used => _used;

    public static bool IsSecret(string field)
    {
        string name = Bare(field);
        return Whole.Contains(name) || Parts.Any(p => name.Contains(p, StringComparison.Ordinal));
    }

    /// <summary>Of a query: many services call theirs just key.</summary>
    public static bool IsSecretOfQuery(string field) => Bare(field) is "key" || IsSecret(field);

    /// <summary>Of a number: max_tokens is none.</summary>
    public static bool IsSecretNumber(string field) => Bare(field) is "pin" or "otp" or "cvv" or "cvc" or "pass" or "passcode" or "password" || Bare(field).Contains("secret", StringComparison.Ordinal);

    /// <summary>A token that says of itself what it is (RFC 7519).</summary>
    public static bool LooksSecret(string value) => value.StartsWith("eyJ", StringComparison.Ordinal) && value.Length >= 30 && JsonWebToken().IsMatch(value);

    /// <summary>Text that nothing takes apart, with its secrets: name and value. In quotes, between marks and as a part a value may have blanks.</summary>
    public static MatchCollection In(string text) => Fields().Matches(text);

    public bool IsKnown(string value) => value.Length >= ShortestAnywhere && _names.ContainsKey(value);

    /// <summary>The variable in a secret's place.</summary>
    public string Variable(string field, string value, HarNames names)
    {
        if (!_names.TryGetValue(value, out string? name)) _names[value] = name = names.Take(field.ToLowerInvariant());
        _used.Add(name);
        return name;
    }

    /// <summary>The journey is made once more, knowing all of them: one may have been met plain before it was called a secret.</summary>
    public HarNames Again()
    {
        _used.Clear();
        var names = new HarNames();
        foreach (string name in _names.Values) names.Take(name);
        return names;
    }

    private static string Bare(string field) => string.Concat(field.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(@"^eyJ[\w-]+\.[\w-]+\.[\w-]*$")]
    private static partial Regex JsonWebToken();

    [GeneratedRegex("""(?<name>[\w.:-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|credential|csrf)[\w.:-]*)(?:(?:"?\s*[:=]\s*"|(?:\s[^<>\r\n]{0,100})?>|"(?:\r?\n[\w-]+:[^\r\n]*)*\r?\n\r?\n)(?<value>[^"<>&\r\n;]+)|=(?<value>[^\s"<>&;]+))""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Fields();
}
