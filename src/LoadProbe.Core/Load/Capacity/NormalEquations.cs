namespace LoadProbe.Core;

/// <summary>The least squares of three unknowns: sums are added up, then solved.</summary>
internal struct NormalEquations
{
    private double _aa, _ab, _ac, _bb, _bc, _cc, _ay, _by, _cy;

    /// <summary>Adds one equation: a·A + b·B + c·C = y.</summary>
    public void Add(double a, double b, double c, double y)
    {
        (_aa, _ab, _ac) = (_aa + (a * a), _ab + (a * b), _ac + (a * c));
        (_bb, _bc, _cc) = (_bb + (b * b), _bc + (b * c), _cc + (c * c));
        (_ay, _by, _cy) = (_ay + (a * y), _by + (b * y), _cy + (c * y));
    }

    /// <summary>The unknowns, by Cramer's rule; null when the equations do not tell them apart.</summary>
    /// <param name="damping">By which share the diagonal is raised, as Marquardt has it.</param>
    public readonly (double A, double B, double C)? Solve(double damping)
    {
        // Scaled to a diagonal of ones, as the unknowns differ by many powers of ten.
        (double a, double b, double c) = (Math.Sqrt(_aa), Math.Sqrt(_bb), Math.Sqrt(_cc));
        if (!(a > 0 && b > 0 && c > 0)) return null;
        (double ab, double ac, double bc, double d) = (_ab / a / b, _ac / a / c, _bc / b / c, 1 + damping);
        (double ay, double by, double cy) = (_ay / a, _by / b, _cy / c);
        double determinant = (d * ((d * d) - (bc * bc))) - (ab * ((ab * d) - (bc * ac))) + (ac * ((ab * bc) - (d * ac)));
        if (!(Math.Abs(determinant) > 1e-14)) return null;
        double x = (ay * ((d * d) - (bc * bc))) - (ab * ((by * d) - (bc * cy))) + (ac * ((by * bc) - (d * cy)));
        double y = (d * ((by * d) - (cy * bc))) - (ay * ((ab * d) - (bc * ac))) + (ac * ((ab * cy) - (by * ac)));
        double z = (d * ((d * cy) - (bc * by))) - (ab * ((ab * cy) - (by * ac))) + (ay * ((ab * bc) - (d * ac)));
        return (x / determinant / a, y / determinant / b, z / determinant / c);
    }
}
