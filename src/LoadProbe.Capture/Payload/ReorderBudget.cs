namespace LoadProbe.Capture;

/// <summary>Payload of all conversations that waits for a hole to be filled; beyond the bound holes become gaps.</summary>
internal sealed class ReorderBudget
{
    private const long Most = 64 << 20;
    private long used;

    public bool Spent => used > Most;

    public void Take(int bytes) => used += bytes;
    public void Return(int bytes) => used -= bytes;
}
