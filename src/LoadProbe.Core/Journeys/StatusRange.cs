namespace LoadProbe.Core;

/// <summary>Statuses from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
public readonly record struct StatusRange(int From, int To)
{
    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";
}
