using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>The values one run of a journey works with. Belongs to one run at a time.</summary>
public sealed class Variables(ISecretStore secrets, TimeProvider? time = null)
{
    /// <summary>A variable that every run has without naming it: a key of its own for what it writes, made when it is first asked for.</summary>
    public const string Idempotency = "idempotency";

    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _secrets = [];

    // Every way a secret may be written, the longest first, so that no part of one is left beside a shorter.
    private readonly SortedSet<string> _hidden = new(Comparer<string>.Create((a, b) => a.Length != b.Length ? b.Length - a.Length : string.CompareOrdinal(a, b)));

    /// <summary>The number of the run they are of: for an arrival, its number.</summary>
    public long Run { get; private set; }

    /// <summary>What the run cannot have, and so cannot begin, as one line for a person; null = nothing.</summary>
    public string? Lack { get; private set; }

    /// <summary>The clock that generated dates go by.</summary>
    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>The value of a variable. The definitions have been checked, so one that is missing is our bug.</summary>
    public string this[string name]
    {
        get => _values.TryGetValue(name, out string? value) ? value
            : name == Idempotency ? _values[name] = Guid.NewGuid().ToString()
            : throw new KeyNotFoundException($"variable {name} has no value");
        set => _values[name] = value;
    }

    /// <summary>The value of a variable, if it has one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => _values.TryGetValue(name, out value);

    /// <summary>The value of a secret, which <see cref="Redact"/> hides from now on.</summary>
    public string Secret(SecretReference reference)
    {
        string value = secrets.Read(reference) ?? throw new KeyNotFoundException($"{reference} has no value");
        Hide(value);
        return value;
    }

    /// <summary>What was made of secrets, or is one that no file names, is hidden from now on as well.</summary>
    public void Hide(string value)
    {
        if (value.Length > 0 && _secrets.Add(value)) _hidden.UnionWith(Written(value));
    }

    /// <summary>The same text with every secret used so far replaced, also in its escaped forms.</summary>
    public string Redact(string text)
    {
        foreach (string secret in _hidden)
        {
            // %2f is %2F: only escapes may differ in case.
            text = text.Replace(secret, "***", _secrets.Contains(secret) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    /// <summary>What a run of a journey starts with: its variables and its row of each table.</summary>
    public static Variables For(Journey journey, long run, ISecretStore secrets, TimeProvider? time = null)
    {
        var variables = new Variables(secrets, time);
        variables.Begin(journey, run);
        return variables;
    }

    /// <summary>Begins another run: what the one before has saved is gone. What was secret stays so.</summary>
    public void Begin(Journey journey, long run)
    {
        _values.Clear();
        (Run, Lack) = (run, null);
        if (journey.Variables.Count > 0)
        {
            foreach ((string name, IStartValue value) in journey.Variables) this[name] = value.Resolve(this);
        }

        for (int t = 0; t < journey.Tables.Count; t++)
        {
            DataTable table = journey.Tables[t];
            IReadOnlyList<string>? row = table.Row(run, out string? lack);
            Lack ??= lack;
            for (int i = 0; i < row?.Count; i++) this[table.Variables[i]] = row[i];
        }
    }

    private static string[] Written(string secret) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        WebUtility.UrlEncode(secret),
        WebUtility.HtmlEncode(secret),
        JsonEncodedText.Encode(secret).Value,
        JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
    ];
}
