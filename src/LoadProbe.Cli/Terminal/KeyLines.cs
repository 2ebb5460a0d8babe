using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>Keys, a line each.</summary>
internal static class KeyLines
{
    public static void Print(IEnumerable<KeyLine> keys, DateTimeOffset now) => ListTable.Print(
        ["key", "name", "team", "scope", "expires", "last used", ""],
        keys.Select(k => (string?[])[k.Id, k.Name, k.Team ?? "", k.Scope, k.Expires, k.Used ?? "never", State(k, now)]),
        "no key yet: make one with loadprobe keys create");

    private static string State(KeyLine key, DateTimeOffset now) =>
        key.Revoked is not null ? "revoked" : string.CompareOrdinal(key.Expires, now.Rfc3339()) <= 0 ? "expired" : "";
}
