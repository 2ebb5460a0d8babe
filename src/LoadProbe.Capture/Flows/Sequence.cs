namespace LoadProbe.Capture;

/// <summary>Sequence numbers wrap: they compare by the sign of their 32-bit difference.</summary>
internal static class Sequence
{
    public static bool Before(uint a, uint b) => (int)(a - b) < 0;
    public static bool After(uint a, uint b) => (int)(a - b) > 0;
}
