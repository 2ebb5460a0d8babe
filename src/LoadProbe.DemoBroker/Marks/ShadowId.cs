namespace LoadProbe.DemoBroker;

/// <summary>Order ids of the shadow, which nobody can take for real ones.</summary>
internal static class ShadowId
{
    /// <summary>A real id begins with a hexadecimal digit.</summary>
    public const string Prefix = "shadow-";

    public static bool Is(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);
}
