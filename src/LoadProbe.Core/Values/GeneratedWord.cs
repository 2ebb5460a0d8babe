namespace LoadProbe.Core;

/// <summary>One of a few words, each equally often; a word written twice comes twice as often.</summary>
public sealed record GeneratedWord(string Name, long? Seed, IReadOnlyList<string> Words) : Generated(Name, Seed)
{
    protected override string Make(Draw draw, Variables variables) => Words[(int)draw.Below(Words.Count)];
}
