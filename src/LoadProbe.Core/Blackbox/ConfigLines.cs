using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Keys and values of a mapping, as lines of YAML; what has no value has no line.</summary>
internal sealed class ConfigLines
{
    private const string Indent = "    ";

    private readonly List<string> _lines = [];

    public bool Any => _lines.Count > 0;

    public void Text(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value)) Always(key, ConfigScalar.Of(value));
    }

    /// <summary>A key and what stands behind it, whatever that is.</summary>
    public void Always(string key, string yaml) => _lines.Add($"{ConfigScalar.Of(key)}: {yaml}");

    public void Flag(string key, bool value)
    {
        if (value) Always(key, "true");
    }

    public void Number(string key, long value)
    {
        if (value != 0) Always(key, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A secret, or the file that it is in.</summary>
    public void Secret(string key, string fileKey, BlackboxSecret? secret) => Text(secret?.File is null ? key : fileKey, secret?.ToString());

    public void Ip(BlackboxIp ip)
    {
        if (ip.Prefers4) Text("preferred_ip_protocol", "ip4");
        Flag("ip_protocol_fallback", ip.Fallback);
    }

    public void Part(string key, ConfigLines inner)
    {
        if (!inner.Any) return;
        _lines.Add($"{ConfigScalar.Of(key)}:");
        _lines.AddRange(inner._lines.Select(l => Indent + l));
    }

    public void Map(string key, IEnumerable<KeyValuePair<string, string>> values)
    {
        var inner = new ConfigLines();
        foreach ((string name, string value) in values.OrderBy(v => v.Key, ConfigKeys.Order)) inner.Always(name, ConfigScalar.Of(value));
        Part(key, inner);
    }

    public void Headers(string key, IEnumerable<BlackboxHeader> headers) => Map(key, headers.Select(h => KeyValuePair.Create(h.Name, h.Value.ToString())));

    public void Texts(string key, IEnumerable<string> values) => Scalars(key, values.Select(ConfigScalar.Of));

    public void Numbers(string key, IEnumerable<int> values) => Scalars(key, values.Select(v => v.ToString(CultureInfo.InvariantCulture)));

    public void Lists(string key, IEnumerable<KeyValuePair<string, IReadOnlyList<BlackboxSecret>>> lists)
    {
        var inner = new ConfigLines();
        foreach ((string name, IReadOnlyList<BlackboxSecret> values) in lists.OrderBy(l => l.Key, ConfigKeys.Order)) inner.Texts(name, values.Select(v => v.ToString()));
        Part(key, inner);
    }

    public void Items(string key, IEnumerable<ConfigLines> items)
    {
        string[] lines = [.. items.SelectMany(i => i.Any ? i._lines.Select((l, n) => $"{Indent}{(n == 0 ? "- " : "  ")}{l}") : [$"{Indent}- {{}}"])];
        if (lines.Length > 0) _lines.AddRange([$"{ConfigScalar.Of(key)}:", .. lines]);
    }

    public override string ToString() => string.Concat(_lines.Select(l => l + "\n"));

    private void Scalars(string key, IEnumerable<string> values)
    {
        string[] lines = [.. values.Select(v => $"{Indent}- {v}")];
        if (lines.Length > 0) _lines.AddRange([$"{ConfigScalar.Of(key)}:", .. lines]);
    }
}
